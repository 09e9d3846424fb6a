using Perception.Tests.Shared;
using global::Sensors.Calibration;
using global::Sensors.Yaml;

namespace Perception.Tests.Sensors.Yaml;

public sealed class YamlSectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RefuseUnknownKeys_NestedKey_NamesItsPathAndLine()
    {
        YamlSection root = YamlSection.Load(_folder.Write("a.yaml", "outer:\n  known: 1\n  other: 2\n"));
        YamlSection outer = root.Section("outer");
        Assert.Equal(1, outer.Number("known"));

        YamlFormatException fault = Assert.Throws<YamlFormatException>(outer.RefuseUnknownKeys);

        Assert.Equal($"{_folder.At("a.yaml")}:3: unknown key 'outer.other', expected one of known", fault.Message);
    }

    [Theory]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("")]
    public void OptionalText_ValueThatSaysThatThereIsNone_IsRefused(string none)
    {
        YamlSection root = YamlSection.Load(_folder.Write("a.yaml", $"log: {none}\n"));

        YamlFormatException fault = Assert.Throws<YamlFormatException>(() => root.OptionalText("log"));

        Assert.Equal($"{_folder.At("a.yaml")}:1: log expected text, found nothing", fault.Message);
        Assert.Equal("null", YamlSection.Load(_folder.Write("b.yaml", "log: 'null'\n")).OptionalText("log"));
    }

    [Fact]
    public void Text_ControlCharacters_AreRefused()
    {
        YamlSection root = YamlSection.Load(_folder.Write("a.yaml", "path: \"a\\0b\"\nlines: \"a\\nb\"\n"));

        Assert.Equal(
            $"{_folder.At("a.yaml")}:1: path expected text without control characters, found some",
            Assert.Throws<YamlFormatException>(() => root.Text("path")).Message);
        Assert.Equal("a\nb", root.Text("lines"));
        Assert.Equal($"{_folder.At("a.yaml")}:2: lines expected text on one line, found more", Assert.Throws<YamlFormatException>(() => root.Name("lines")).Message);
    }

    [Fact]
    public void Load_TwoDocuments_IsRefused()
    {
        string path = _folder.Write("a.yaml", "a: 1\n---\nb: 2\n");

        YamlFormatException fault = Assert.Throws<YamlFormatException>(() => YamlSection.Load(path));

        Assert.Equal($"{path}: expected one YAML document with keys, found 2 documents", fault.Message);
    }

    [Fact]
    public void Load_RandomDamage_ThrowsNothingButOneSentence()
    {
        string yaml = Samples.CalibrationYaml(1280, 720);
        const string Marks = "{}[]:,-#&*!|>'\"%@`?\n \t\\0a.";
        Random random = new(11);
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            char[] damaged = yaml.ToCharArray();
            for (int change = 0; change <= i % 3; change++)
            {
                damaged[random.Next(damaged.Length)] = Marks[random.Next(Marks.Length)];
            }

            try
            {
                _ = CalibrationFile.Load(_folder.Write("a.yaml", new string(damaged)), 1280, 720);
            }
            catch (CalibrationException fault)
            {
                refused++;
                Assert.StartsWith(_folder.Path, fault.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', fault.Message);
            }
        }

        Assert.True(refused > 500);
    }
}
