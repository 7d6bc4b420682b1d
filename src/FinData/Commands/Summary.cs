using System.Globalization;
using FinData.Domain.Fraud.History;
using FinData.Node;
using FinData.Sources;

namespace FinData.Commands;

/// <summary>What a replay has led to, for a person.</summary>
internal static class Summary
{
    public static void Print(FolderFigures figures, IEnumerable<FileSource> sources, FinDataNode node)
    {
        foreach (var source in sources.Where(s => s.WasReadBefore))
            Say($"{Path.GetFileName(source.Path)} was read to its end before; it is not read again.");
        if (node.RecoveredEvents > 0)
            Say($"Recovered {node.RecoveredEvents:N0} events in {node.RecoveryTime.TotalSeconds:F2} s.");
        Say($"{figures.Records:N0} records: {figures.Accepted:N0} accepted, {figures.Rejected:N0} rejected, " +
            $"{figures.Refused:N0} refused, {figures.Duplicates:N0} duplicates; {figures.Alerts:N0} alerts.");
        if (figures.Refused > 0) Say("'findata deadletter list' shows what was refused and why.");
        if (figures.Differing > 0)
            Say($"{figures.Differing:N0} records state a balance that does not follow; " +
                "'findata export differences' lists them.");
    }

    /// <summary>Warns of scores that are not those of their day.</summary>
    /// <param name="sources">What was read.</param>
    /// <param name="asked">As of when terminals had been asked about before; 0 where nothing was scored.</param>
    public static void TellOfLate(IEnumerable<FileSource> sources, long asked)
    {
        foreach (var source in sources.Where(s => !s.WasReadBefore && s.Watermark > long.MinValue
            && s.Watermark < asked - DayRange.DayMilliseconds))
            Say($"findata: The payments of {Path.GetFileName(source.Path)} are scored by what their terminals had to " +
                $"say on {DayRange.TextOf(DayRange.DayOf(asked))}, as the folder had come to that day before. For " +
                "the scores of their own days replay them into a folder of their own, from the beginning.");
    }

    private static void Say(FormattableString line) =>
        Console.Error.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Say(string line) => Console.Error.WriteLine(line);
}
