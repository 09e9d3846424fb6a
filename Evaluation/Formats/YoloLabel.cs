namespace Evaluation.Formats;

/// <summary>One line of a YOLO label file.</summary>
/// <param name="Class">Number of its class, from 0.</param>
/// <param name="Left">Share of the image's width, as are all across.</param>
/// <param name="Top">Share of the image's height, as are all down.</param>
/// <param name="Right">Beyond <paramref name="Left"/>.</param>
/// <param name="Bottom">Beyond <paramref name="Top"/>.</param>
public readonly record struct YoloLabel(int Class, double Left, double Top, double Right, double Bottom);
