using FinData.Engine.Diagnostics;
using FinData.Engine.Streams;

namespace FinData.Sources;

/// <summary>Files one after the other, in the order given: together one stream.</summary>
public sealed class SequentialSource(IReadOnlyList<FileSource> files) : Source
{
    private int current;

    /// <inheritdoc/>
    public override string Name => "files";

    /// <summary>What has broken off the reading: a file's fault, after which no other file is read.</summary>
    public FinDataException? Failure => files.Select(f => f.Failure).FirstOrDefault(f => f is not null);

    /// <inheritdoc/>
    public override bool Step()
    {
        while (current < files.Count && files[current] is { IsEnded: true, Failure: null }) files[current++].Dispose();
        if (current == files.Count || files[current].IsEnded)
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
