using System.CommandLine;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.History;
using FinData.Engine.Diagnostics;
using FinData.Fraud;

namespace FinData.Commands;

/// <summary>
/// <c>findata bench score</c>: what a fraud score costs, with all its features and with keeping what they look at.
/// </summary>
internal static class BenchScoreCommand
{
    public static Command Create()
    {
        var files = FraudCommands.Files();
        var model = FraudCommands.Model();
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds that count, after one to warm up (default: 3).", DefaultValueFactory = _ => 3,
        }.Within(1, 1000);
        var json = new Option<bool>("--json") { Description = "JSON on standard output and nothing else." };
        var command = new Command("score", """
            Scores every payment of the files in their order, on one thread: processor time and allocation for one, with
            and without the model. Each round has to give the same sum of scores.

            Example: findata bench score 2018-0*.csv.gz --model cards.model
            """) { files, model, rounds, json };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var loaded = ModelFile.Read(parsed.GetRequiredValue(model));
            var history = HistoryFiles.Read(parsed.GetRequiredValue(files));
            var all = Enumerable.Range(0, parsed.GetValue(rounds) + 1)
                .Select(round => new Figures(round, Measure(history, loaded, loaded.Model.Score),
                    Measure(history, loaded, row => (long)row[0]))).ToList();
            Invariant.Require(all.All(f => f.Scored.Sum == all[0].Scored.Sum),
                "two rounds over the same payments have not the same scores.");
            foreach (var f in all.Skip(1))
            {
                if (parsed.GetValue(json)) Console.WriteLine(Json.Line(f));
                else Console.Error.WriteLine($"round {f.Round}: {f.Scored.Microseconds:F3} us a payment with its " +
                    $"score, {f.Features.Microseconds:F3} us without; {f.Scored.Bytes:F1} bytes allocated");
            }
            return ExitCodes.Done;
        }, stop));
        return command;
    }

    private static Cost Measure(PaymentHistory history, ModelFile model, FeatureReplay.Scorer score)
    {
        using var replay = new FeatureReplay(history, model.Notes.LabelDelay);
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        var sum = replay.ScoreAll(score);
        var count = history.Payments.Length;
        return new Cost((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count,
            (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / count, sum);
    }

    /// <param name="Microseconds">Processor time of the process for one payment.</param>
    /// <param name="Bytes">Allocated for one payment.</param>
    /// <param name="Sum">Of all scores, in parts.</param>
    private sealed record Cost(double Microseconds, double Bytes, long Sum);

    private sealed record Figures(int Round, Cost Scored, Cost Features);
}
