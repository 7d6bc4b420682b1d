using System.Text.Json;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;

namespace FinData.Fraud;

/// <summary>A model as it was on disk.</summary>
/// <param name="Model">What scores.</param>
/// <param name="Name">What tells it from others.</param>
/// <param name="Notes">What it was made of.</param>
public sealed record ModelFile(TreeModel Model, string Name, ModelNotes Notes)
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="FraudException">
    /// The file cannot be read, or is not a whole model of this program's features.
    /// </exception>
    public static ModelFile Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var model = TreeModel.Read(bytes, path, FeatureSet.Names, out var notes);
            return new(model, TreeModel.NameOf(bytes), JsonSerializer.Deserialize<ModelNotes>(notes, Json.Options)
                ?? throw new JsonException("they are null"));
        }
        catch (JsonException e)
        {
            throw new FraudException($"{path} has notes that cannot be read: {e.Message} Train the model again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FraudException($"{path} cannot be read: {e.Message} Check the name, or train a model with " +
                "'findata fraud train'.", e);
        }
    }

    /// <summary>The bytes of a file that is a whole model.</summary>
    /// <exception cref="FraudException">As <see cref="Read"/>.</exception>
    public static byte[] BytesOf(string path)
    {
        Read(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Writes a file that appears once it is whole.</summary>
    /// <exception cref="FraudException">The disk does not take it.</exception>
    public static void WriteWhole(string path, byte[] bytes)
    {
        var partial = $"{path}.{Environment.ProcessId}.part";
        try
        {
            File.WriteAllBytes(partial, bytes);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FraudException($"{path} cannot be written: {e.Message} Name another file with --out.", e);
        }
    }
}
