namespace FinData.Queries;

/// <summary>Sources as people know them.</summary>
internal static class SourceName
{
    private const string FilePrefix = "file:";

    /// <summary>A file's name without the size and hash that tell its contents apart; other sources as they are.</summary>
    public static string? Of(string? key)
    {
        if (key is null || !key.StartsWith(FilePrefix, StringComparison.Ordinal)) return key;
        var end = key.LastIndexOf(':');
        end = end > FilePrefix.Length ? key.LastIndexOf(':', end - 1) : -1;
        return end > FilePrefix.Length ? key[FilePrefix.Length..end] : key[FilePrefix.Length..];
    }
}
