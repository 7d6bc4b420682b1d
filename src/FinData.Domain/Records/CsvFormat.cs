namespace FinData.Domain.Records;

/// <summary>A kind of CSV file: the columns that its records are made of, and those that may be there too.</summary>
internal sealed record CsvFormat(string Name, string[] Needed, string[] Besides)
{
    // The fraud labels are known so that they can be left out: a detector may not see them.
    public static readonly CsvFormat Card = new(
        "card",
        ["transaction_id", "timestamp", "customer_id", "terminal_id", "amount"],
        ["fraud", "fraud_scenario"]);

    public static readonly CsvFormat Bank = new(
        "bank",
        ["transaction_id", "account_id", "date", "type", "amount", "balance_after"],
        ["operation", "k_symbol", "other_bank", "other_account"]);

    public static readonly CsvFormat Retail = new(
        "retail",
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice"],
        ["CustomerID", "Country"]);

    private static readonly CsvFormat[] all = [Card, Bank, Retail];

    /// <summary>The format that shares most columns with a file's first line; refuses one that shares none.</summary>
    public static CsvFormat Of(string[] columns, string fileName)
    {
        var best = all.MaxBy(format => columns.Count(format.Knows))!;
        if (columns.Any(best.Knows)) return best;

        var first = columns.MinBy(column => all.Min(format => format.DistanceToNearest(column)))!;
        var nearest = all.MinBy(format => format.DistanceToNearest(first))!;
        throw new RecordFormatException(
            $"{fileName}: the first line is no header of a known format; " +
            $"nearest is column '{first}' to '{nearest.Nearest(first)}' of {nearest.Name}. {KnownFormats}");
    }

    /// <summary>Where the needed columns stand, in their order; refuses a missing, doubled or unknown column.</summary>
    public int[] Places(string[] columns, string fileName)
    {
        foreach (var column in columns)
        {
            if (!Knows(column))
            {
                throw new RecordFormatException(
                    $"{fileName}: unknown column '{column}' in a {Name} file; nearest is '{Nearest(column)}'. " +
                    KnownFormats);
            }
            if (columns.Count(other => other == column) > 1)
            {
                throw new RecordFormatException(
                    $"{fileName}: column '{column}' stands twice in the header. {KnownFormats}");
            }
        }
        var missing = Needed.FirstOrDefault(column => !columns.Contains(column));
        if (missing is not null)
        {
            throw new RecordFormatException(
                $"{fileName}: column '{missing}' of a {Name} file is missing; " +
                $"the header has {string.Join(',', columns)}. {KnownFormats}");
        }
        return [.. Needed.Select(column => Array.IndexOf(columns, column))];
    }

    /// <summary>All formats with their columns: what an error ends with.</summary>
    public static string KnownFormats { get; } =
        "Known formats: " + string.Concat(all.Select(format =>
            $"{format.Name} ({string.Join(',', format.Needed)}, " +
            $"and if there {string.Join(',', format.Besides)}); ")) +
        "json (one object a line, first byte '{').";

    private bool Knows(string column) => Needed.Contains(column) || Besides.Contains(column);

    private string Nearest(string column) => Needed.Concat(Besides).MinBy(known => Distance(column, known))!;

    private int DistanceToNearest(string column) => Distance(column, Nearest(column));

    // Levenshtein's: how many letters have to be changed, put in or taken out; capitals don't count.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= to.Length; j++)
            {
                var same = char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]);
                var changed = diagonal + (same ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1));
            }
        }
        return row[^1];
    }
}
