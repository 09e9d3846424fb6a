using System.Text.Encodings.Web;
using System.Text.Json;

namespace Training.Shipping;

/// <summary>A model card as JSON: a training run writes what it knows, people add licences, limits and failures, <c>train export</c> makes the page.</summary>
public static class CardFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="TrainingException">It is no card.</exception>
    public static ModelCard Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ModelCard>(File.ReadAllText(path), Json) ?? throw new JsonException("nothing");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path}: expected a model card as JSON, found {failure.Message}", failure);
        }
    }

    /// <summary>Writes it whole or not at all.</summary>
    public static void Write(string path, ModelCard card)
    {
        string part = path + ".part";
        File.WriteAllText(part, JsonSerializer.Serialize(card, Json));
        File.Move(part, path, overwrite: true);
    }
}
