using System.Text;
using System.Text.Json;
using Perception.Client;

namespace Perception.Tests.Client;

public sealed class MessageJsonTests
{
    [Fact]
    public void Line_World_BeginsWithTheTopicAndHasEveryField()
    {
        using MessageJson json = new();

        string line = Encoding.UTF8.GetString(json.Line(SampleMessages.Full<WorldMessage>()));

        Assert.StartsWith("{\"topic\":\"world\",\"schemaVersion\":", line, StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        IEnumerable<string> expected = WireSchema.Fields.Where(field => field.Message == nameof(WorldMessage)).Select(field => field.Name);
        Assert.Equal(expected, JsonDocument.Parse(line).RootElement.EnumerateObject().Skip(1).Select(field => field.Name));
    }

    [Fact]
    public void Line_WithoutClockFields_IsEqualForMessagesThatDifferInThemOnly()
    {
        using MessageJson json = new(withClockFields: false);
        WorldMessage message = SampleMessages.Full<WorldMessage>();
        string first = Encoding.UTF8.GetString(json.Line(message));
        message.PublishTimeNs++;
        message.CaptureToPublishNs++;
        message.Stages[0].WorkNs++;

        Assert.Equal(first, Encoding.UTF8.GetString(json.Line(message)));
        Assert.DoesNotContain("publishTimeNs", first, StringComparison.Ordinal);
        message.CaptureTimeNs++;
        Assert.NotEqual(first, Encoding.UTF8.GetString(json.Line(message)));
    }

    [Fact]
    public void Line_UnknownEnumerator_IsItsNumber()
    {
        using MessageJson json = new();

        string line = Encoding.UTF8.GetString(json.Line(new HealthMessage { State = (HealthState)77 }));

        Assert.Equal(77, JsonDocument.Parse(line).RootElement.GetProperty("state").GetInt32());
    }
}
