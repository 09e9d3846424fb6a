using System.ComponentModel.DataAnnotations;

namespace Training.Shipping;

/// <summary>How a network is shipped. Validated before anything is written.</summary>
public sealed record ShippingOptions
{
    private const string NameExpected = "A network's name expected letters, digits, _ and - alone.";

    /// <summary>The folder that it goes into; made where it is missing. Other networks may be in it.</summary>
    [Required]
    public required string Folder { get; init; }

    /// <summary>What commands call it and its files are named.</summary>
    [Required(ErrorMessage = NameExpected)]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9_-]*", ErrorMessage = NameExpected)]
    public required string Name { get; init; }

    /// <summary>Columns of the network's image, a multiple of 32.</summary>
    [Range(32, 4096)]
    public required int Width { get; init; }

    /// <summary>Rows of the network's image, a multiple of 32.</summary>
    [Range(32, 4096)]
    public required int Height { get; init; }

    /// <summary>The most images that one run takes.</summary>
    [Range(1, 64)]
    public int Batch { get; init; } = 1;

    /// <summary>Whether each run takes exactly so many; otherwise it takes as many as there are.</summary>
    public bool IsBatchFixed { get; init; }

    /// <summary>Also what networks are validated with.</summary>
    public const double UsualNmsIou = 0.5;

    [Required]
    public string Licence { get; init; } = "MIT";

    [Required]
    public string Origin { get; init; } = "this project";

    /// <summary>Least score of a detection. Low: the tracker continues tracks with weak detections but starts none with them.</summary>
    [Range(0.001, 1)]
    public double ScoreThreshold { get; init; } = 0.1;

    /// <summary>Score of a vehicle that the tracker takes for 0.5.</summary>
    [Range(0.01, 0.99)]
    public double VehicleTrackingScore { get; init; } = 0.5;

    /// <summary>Boxes of one class that overlap more are one object.</summary>
    [Range(0.0, 1.0)]
    public double NmsIou { get; init; } = UsualNmsIou;

    /// <summary>Whether a network of that name in the folder is replaced; otherwise that is an error.</summary>
    public bool Replace { get; init; }
}
