using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;

namespace FinData.Fraud;

/// <summary>Models on disk.</summary>
public static class ModelFile
{
    /// <summary>Reads a model, and gives the name that tells it from others.</summary>
    /// <exception cref="FraudException">
    /// The file cannot be read, or is not a whole model of this program's features.
    /// </exception>
    public static (TreeModel Model, string Name, string Notes) Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var model = TreeModel.Read(bytes, path, FeatureSet.Names, out var notes);
            return (model, TreeModel.NameOf(bytes), notes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FraudException($"{path} cannot be read: {e.Message} Check the name, or train a model with " +
                "'findata fraud train'.", e);
        }
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
