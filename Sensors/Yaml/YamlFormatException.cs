namespace Sensors.Yaml;

/// <summary>A YAML file is malformed or does not follow its schema; the message names file, line, expected and found.</summary>
public sealed class YamlFormatException : SensorException
{
    public YamlFormatException(string message)
        : base(message)
    {
    }

    public YamlFormatException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
