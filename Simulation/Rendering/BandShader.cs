using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Shades the rows of one band once their triangles are known: sky, then ground eight pixels at a time, then everything else.</summary>
internal static class BandShader
{
    public static void Shade(FrameRenderer frame, int band, BandBuffer buffer, in CameraPose pose, SurfaceShader shader)
    {
        int top = band * FrameGeometry.BandRows;
        int bottom = Math.Min(top + FrameGeometry.BandRows, frame.Light.Height);
        buffer.Sky.Begin(shader.Sky, pose, top);
        for (int y = top; y < bottom; y++)
        {
            ReadOnlySpan<int> triangles = buffer.Triangle.AsSpan((y - top) * buffer.Width, buffer.Width);
            int row = y * buffer.Width;
            frame.Truth.AsSpan(row, buffer.Width).Clear();
            frame.Identity.AsSpan(row, buffer.Width).Clear();
            Sky(frame.Light, buffer.Sky, triangles, y);
            Runs(frame, band, buffer, triangles, y - top, shader);
            shader.Ground.Shade(buffer.Ground);
            buffer.Ground.Scatter(frame.Light, frame.Truth, row);
        }
    }

    private static void Sky(LightImage light, SkyGrid sky, ReadOnlySpan<int> triangles, int y)
    {
        int row = y * light.Width;
        for (int x = 0; x < triangles.Length; x += EightWide.Width)
        {
            int count = Math.Min(EightWide.Width, triangles.Length - x);
            if (triangles.Slice(x, count).IndexOfAnyInRange(int.MinValue, -1) < 0)
            {
                continue;
            }

            light.Set(row + x, count, sky.At(x, y));
        }
    }

    private static void Runs(FrameRenderer frame, int band, BandBuffer buffer, ReadOnlySpan<int> triangles, int rowInBand, SurfaceShader shader)
    {
        FrameGeometry geometry = frame.Geometry;
        GroundRow ground = buffer.Ground;
        ground.Begin();
        int y = (band * FrameGeometry.BandRows) + rowInBand;
        int row = y * triangles.Length;
        for (int x = 0; x < triangles.Length;)
        {
            int index = triangles[x];
            int end = x + 1;
            while (end < triangles.Length && triangles[end] == index)
            {
                end++;
            }

            if (index >= 0)
            {
                ref TriangleSetup triangle = ref geometry.Triangles[index];
                Material material = geometry.ItemMaterials[triangle.Item][triangle.Slot];
                if (material.Kind == MaterialKind.Ground)
                {
                    ground.Append(geometry, triangle, x, end - x, y + 0.5f);
                }
                else
                {
                    frame.Identity.AsSpan(row + x, end - x).Fill((ushort)geometry.ItemIdentities[triangle.Item]);
                    shader.Shade(geometry, ref triangle, frame.Light, x, end - x, y);
                    float depth = 1f / buffer.InverseDepth[(rowInBand * triangles.Length) + ((x + end) / 2)];
                    frame.Blur.Add(band, x, y, end - x, depth, geometry.Items[triangle.Item].Velocity);
                }
            }

            x = end;
        }
    }
}
