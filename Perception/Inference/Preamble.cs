namespace Perception.Inference;

/// <summary>Which part of the preprocessing is done by nodes merged in front of a network, which then takes 8-bit pixels.</summary>
public enum Preamble
{
    /// <summary>None: <see cref="NetworkBinding.Preprocess"/> does everything.</summary>
    None,

    /// <summary>Channel order, HWC to CHW and normalisation; OpenCV resizes 8-bit pixels before.</summary>
    Normalise,

    /// <summary>Resize and letterbox too: the network takes the camera's image as it is.</summary>
    Resize,
}
