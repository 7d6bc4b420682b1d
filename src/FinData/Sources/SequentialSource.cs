using FinData.Engine.Streams;

namespace FinData.Sources;

/// <summary>Files one after the other, in the order given: together one stream.</summary>
public sealed class SequentialSource(IReadOnlyList<FileSource> files) : Source
{
    private int current;

    /// <inheritdoc/>
    public override string Name => "files";

    /// <inheritdoc/>
    public override bool Step()
    {
        while (current < files.Count && files[current].IsEnded) files[current++].Dispose();
        if (current == files.Count)
        {
            IsEnded = true;
            return false;
        }
        return files[current].Step();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var file in files) file.Dispose();
    }
}
