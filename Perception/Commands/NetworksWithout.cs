using Evaluation;

namespace Perception.Commands;

/// <summary>The networks that cannot be scored because what is scored is not among their outputs: refused where they are named, else left out and told.</summary>
/// <param name="output">What they lack.</param>
/// <param name="areNamed">Whether the user names the networks.</param>
internal sealed class NetworksWithout(string output, bool areNamed)
{
    private readonly List<string> _names = [];

    /// <exception cref="EvaluationException">The network is one that the user names.</exception>
    public void Add(string network)
    {
        if (areNamed)
        {
            throw new EvaluationException($"network {network}: expected {output} among its outputs, found none.");
        }

        _names.Add(network);
    }

    /// <summary>Writes one line where there are any.</summary>
    public void Write(TextWriter text)
    {
        if (_names.Count > 0)
        {
            text.WriteLine($"left out, without {output} among their outputs: {string.Join(", ", _names)}");
        }
    }
}
