using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Training.Optimisation;

/// <summary>A folder with everything that goes on after a stop: both networks, the optimiser's moments, the step.</summary>
internal static class Checkpoint
{
    public const string FolderName = "checkpoint";
    private const string StateFile = "state.json";
    private const string NetworkFile = "network.bin";
    private const string AverageFile = "average.bin";
    private const string OptimiserFile = "optimiser.bin";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static bool Exists(string folder)
    {
        TakeBack(folder);
        return File.Exists(Path.Combine(folder, FolderName, StateFile));
    }

    /// <summary>Replaces the folder's checkpoint; a stop half-way leaves the old or the new one whole.</summary>
    /// <exception cref="TrainingException">It cannot be written; the old one stays.</exception>
    public static void Save(string folder, NetworkTrainer trainer, TrainingState state)
    {
        string target = Path.Combine(folder, FolderName);
        string fresh = $"{target}.new";
        string old = $"{target}.old";
        TakeBack(folder);
        DeleteIfThere(fresh);
        try
        {
            Write(fresh, trainer, state);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            DeleteIfThere(fresh);
            throw new TrainingException($"{target}: expected room for a checkpoint, found: {failure.Message.TrimEnd('.')}; {(Directory.Exists(target) ? "the one before stays" : "there is none")}.", failure);
        }

        DeleteIfThere(old);
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(fresh, target);
        DeleteIfThere(old);
    }

    private static void Write(string fresh, NetworkTrainer trainer, TrainingState state)
    {
        _ = Directory.CreateDirectory(fresh);
        _ = trainer.Network.save(Path.Combine(fresh, NetworkFile));
        _ = trainer.Average.save(Path.Combine(fresh, AverageFile));
        using (BinaryWriter moments = new(File.Create(Path.Combine(fresh, OptimiserFile))))
        {
            foreach (Tensor moment in trainer.Optimiser.Moments)
            {
                moment.Save(moments);
            }
        }

        File.WriteAllText(Path.Combine(fresh, StateFile), JsonSerializer.Serialize(state, Json));
    }

    /// <summary>Undoes a replacement that a stop cut off after the old checkpoint was set aside.</summary>
    private static void TakeBack(string folder)
    {
        string target = Path.Combine(folder, FolderName);
        if (!Directory.Exists(target) && Directory.Exists($"{target}.old"))
        {
            Directory.Move($"{target}.old", target);
        }
    }

    /// <summary>Goes on from the folder's checkpoint.</summary>
    /// <exception cref="TrainingException">It is of another network or cannot be read.</exception>
    public static TrainingState Load(string folder, NetworkTrainer trainer)
    {
        string source = Path.Combine(folder, FolderName);
        try
        {
            TrainingState state = JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(Path.Combine(source, StateFile)), Json)!;
            if (state.Architecture != trainer.Network.Architecture || state.Classes != trainer.Network.Classes)
            {
                throw new TrainingException(
                    $"{source}: expected a checkpoint of {trainer.Network.Architecture} with {trainer.Network.Classes} classes, found {state.Architecture} with {state.Classes}.");
            }

            _ = trainer.Network.load(Path.Combine(source, NetworkFile));
            _ = trainer.Average.load(Path.Combine(source, AverageFile));
            using BinaryReader moments = new(File.OpenRead(Path.Combine(source, OptimiserFile)));
            foreach (Tensor moment in trainer.Optimiser.Moments)
            {
                moment.Load(moments);
            }

            return state;
        }
        catch (Exception failure) when (failure is JsonException or IOException or ArgumentException or FormatException or InvalidOperationException)
        {
            throw new TrainingException($"{source}: expected a whole checkpoint, found one that cannot be read ({failure.Message}).", failure);
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
