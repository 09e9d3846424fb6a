namespace Perception.Service;

/// <summary>The service's configuration cannot be used; the message names the file, what was expected and what was found.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
