using System.CommandLine;
using System.Diagnostics;
using FinData.Publishing;

namespace FinData.Commands;

/// <summary><c>findata produce FILE…</c>: the records of files as messages of Kafka.</summary>
internal static class ProduceCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Card transactions, retail sales, bank accounts or NDJSON; plain or gz. Told from the " +
                "first line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("produce", """
            Writes the records of files to Kafka, keyed by account or product; topics are made where they are
            missing. Lines that are no records are counted and left out. Ended early, the same command sends all again;
            who reads knows records by their ids.

            Example: findata produce 2018-04.csv.gz --kafka localhost:9092 --topic transactions
            """) { files };
        CommonOptions.RefuseUnknownOptions(files);
        var kafka = KafkaOptions.AddTo(command);
        var common = CommonOptions.AddTo(command, withData: false);
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var options = common.Read(parsed);
            return Run(options, kafka.Read(parsed, options.Settings.Kafka), parsed.GetRequiredValue(files), stop);
        }));
        return command;
    }

    private static int Run(CommonOptions.Values options, KafkaOptions.Values kafka, string[] paths,
        CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var files = new RecordFiles(paths, options.Settings.RecordBytesMax);
        var (producer, publisher, topics) = kafka.Open();
        using var owned = producer;
        bool finished;
        using (var progress = new ProgressLine(options.IsQuiet, files.Size))
            finished = files.SendTo(publisher,
                () => progress.Show(files.BytesRead, publisher.Transactions + publisher.Sales), stop);
        return Finish(new PublishedFigures(publisher, topics) { Refused = files.Refused }, producer.Flush, finished,
            watch, options.IsQuiet, stop);
    }

    /// <summary>Waits for what is on its way, and says what was sent.</summary>
    internal static int Finish(PublishedFigures figures, Func<CancellationToken, bool> flush, bool finished,
        Stopwatch watch, bool isQuiet, CancellationToken stop)
    {
        if (!(flush(stop) && finished))
        {
            Console.Error.WriteLine("Interrupted. What was sent stays in the topics; the same command sends it again.");
            return ExitCodes.Interrupted;
        }
        var refused = figures.Refused.Values.Sum();
        if (!isQuiet && refused > 0)
            Console.Error.WriteLine(
                FormattableString.Invariant($"{refused:N0} lines are no records and were left out: ") +
                string.Join(", ", figures.Refused.Select(r => $"{r.Key} {r.Value}")) + ".");
        Console.WriteLine(Json.Line(figures.After(watch)));
        return ExitCodes.Done;
    }
}
