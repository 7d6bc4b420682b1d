namespace FinData.Queries.Exports;

/// <summary>Rows of CSV as RFC 4180 has them, with plain line ends.</summary>
public static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>One line, quoted where it must be.</summary>
    public static string Line(params ReadOnlySpan<string> fields)
    {
        var line = new System.Text.StringBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) line.Append(',');
            if (fields[i].AsSpan().ContainsAny(special)) line.Append('"').Append(fields[i].Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else line.Append(fields[i]);
        }
        return line.Append('\n').ToString();
    }
}
