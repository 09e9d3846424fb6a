using Sensors.Yaml;

namespace Perception.Inference;

/// <summary>A YAML file of a network, whose faults are <see cref="ManifestException"/>s.</summary>
internal static class ModelFile
{
    /// <exception cref="ManifestException">The file cannot be read, is no YAML mapping, or not what is read from it.</exception>
    public static T Read<T>(string path, Func<YamlSection, T> read)
    {
        try
        {
            return read(YamlSection.Load(path));
        }
        catch (YamlFormatException fault)
        {
            throw new ManifestException(fault.Message, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"{path}: cannot be read: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
    }
}
