using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FinData.Domain.Records;
using FinData.Engine.Diagnostics;
using FinData.Fraud;
using FinData.Node;
using FinData.Sources;
using FinData.Web;
using static FinData.Commands.TextTable;

namespace FinData.Commands;

/// <summary><c>findata bench decisions</c>: how long an answer takes, and what a change of rules or model does to that.
/// </summary>
/// <remarks>
/// Open loop: a payment is due at its time whether or not earlier ones are answered, and its answer's age is counted
/// from then. Node and caller share the process and its processors.
/// </remarks>
internal static class BenchDecisionsCommand
{
    private const int Accounts = 10_000, Terminals = 500, ChangeEvery = 1000, TurnSeconds = 2;

    public static Command Create()
    {
        var rate = new Option<int>("--rate")
        {
            Description = "Payments a second (default: 500).", DefaultValueFactory = _ => 500,
        }.Within(1, 1_000_000);
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long each phase lasts in all (default: 10).", DefaultValueFactory = _ => 10,
        }.Within(TurnSeconds, 86_400);
        var model = new Option<string?>("--model") { Description = "Score payments; it goes and comes as well." };
        var command = new Command("decisions", """
            Posts payments to a node of its own and measures their answers: warming up, then by turns of two seconds at
            rest and with a change of a rule (and of the model) each second, so that both see the same machine.

            Example: findata bench decisions --rate 500 --model cards.model
            """) { rate, seconds, model };
        var common = CommonOptions.AddTo(command, withShards: true);
        command.SetAction((parsed, stop) => RunAsync(common.Read(parsed), parsed.GetValue(rate),
            parsed.GetValue(seconds), parsed.GetValue(model), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommonOptions.Values options, int rate, int seconds, string? model,
        CancellationToken stop)
    {
        var modelBytes = model is null ? null : ModelFile.BytesOf(model);
        var folder = Path.Combine(options.Settings.Data, $"bench-{Environment.ProcessId}");
        var settings = options.Settings with
        {
            Data = folder, Journal = options.Settings.Journal with { Name = $"bench_{Environment.ProcessId}" },
        };
        try
        {
            using var node = FinDataNode.Open(settings, "bench");
            node.Start();
            using var ticks = new TickSource(node.Shards, TimeProvider.System, []);
            node.Dispatcher!.Read(ticks);
            await using var host = await WebHost.Start(node, options.Web with { Port = 0 }, settings, "bench");
            using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
            var bench = new Run(client, rate, modelBytes);
            if (!options.IsQuiet) Console.Error.WriteLine($"warm-up, {seconds} s, then {2 * seconds} s that count");
            var phases = await bench.PhasesAsync(seconds, stop);
            if (options.IsQuiet) phases.ForEach(p => Console.WriteLine(Json.Line(p)));
            else Print(phases);
            return ExitCodes.Done;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            NodeJournal.Delete(settings.Journal);
        }
    }

    private static void Print(List<Phase> phases)
    {
        var table = new TextTable(Text("phase"), Number("answers"), Number("changes"), Number("p50 ms"),
            Number("p99 ms"), Number("p99.9 ms"), Number("longest ms"));
        foreach (var p in phases)
            table.Add(p.Name, $"{p.Answers:N0}", $"{p.Changes}", Milliseconds(p.P50), Milliseconds(p.P99),
                Milliseconds(p.P999), Milliseconds(p.Longest));
        table.Print();
    }

    private static string Milliseconds(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>The answers of one phase; milliseconds from when a payment was due to its answer.</summary>
    private sealed record Phase(string Name, int Answers, int Changes, double P50, double P99, double P999,
        double Longest)
    {
        public static Phase Of(string name, int changes, List<double> taken)
        {
            taken.Sort();
            double At(double share) => taken[Math.Min(taken.Count - 1, (int)(share * taken.Count))];
            return new Phase(name, taken.Count, changes, At(0.5), At(0.99), At(0.999), taken[^1]);
        }
    }

    private sealed class Run(HttpClient client, int rate, byte[]? model)
    {
        private static readonly MediaTypeHeaderValue json = new("application/json");
        private readonly Random random = new(1);
        private int next, changes;

        public async Task<List<Phase>> PhasesAsync(int seconds, CancellationToken stop)
        {
            if (model is not null) await ChangeModelAsync("use", stop);
            await ChangeRuleAsync(stop);
            List<double> warm = [], rest = [], changing = [];
            await TurnAsync(seconds, true, warm, stop);
            var (before, turns) = (changes, (seconds + TurnSeconds - 1) / TurnSeconds);
            for (var turn = 0; turn < turns && !stop.IsCancellationRequested; turn++)
            {
                await TurnAsync(TurnSeconds, false, rest, stop);
                await TurnAsync(TurnSeconds, true, changing, stop);
            }
            return [Phase.Of("warm-up", before, warm), Phase.Of("rest", 0, rest),
                Phase.Of("changes", changes - before, changing)];
        }

        private async Task TurnAsync(int seconds, bool hasChanges, List<double> taken, CancellationToken stop)
        {
            var waiting = new List<Task>();
            var changing = hasChanges ? ChangeEachSecondAsync(seconds, stop) : Task.CompletedTask;
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < rate * seconds && !stop.IsCancellationRequested;)
            {
                for (var due = Stopwatch.GetElapsedTime(begin).TotalSeconds * rate; i <= due && i < rate * seconds; i++)
                    waiting.Add(PostAsync(begin, (double)i / rate, taken, stop));
                await Task.Delay(1, stop);
            }
            await Task.WhenAll(waiting);
            await changing;
        }

        private async Task PostAsync(long begin, double due, List<double> taken, CancellationToken stop)
        {
            var id = Interlocked.Increment(ref next);
            var (card, terminal) = (random.Next(Accounts), random.Next(Terminals));
            var body = string.Create(CultureInfo.InvariantCulture, $$"""
                {"id":"b{{id}}","ts":"{{TimeText.FormatInstant(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())}}",
                "type":"payment","account":"card:{{card}}","terminal":"{{terminal}}","amount":"{{random.Next(1, 300)}}"}
                """);
            using var content = new StringContent(body, Encoding.UTF8, json);
            using var answer = await client.PostAsync(new Uri("api/decisions", UriKind.Relative), content, stop);
            Invariant.Require(answer.IsSuccessStatusCode, $"payment b{id} is answered {(int)answer.StatusCode}.");
            var milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds - due * 1000;
            lock (taken) taken.Add(milliseconds);
        }

        private async Task ChangeEachSecondAsync(int seconds, CancellationToken stop)
        {
            for (var second = 0; second < seconds; second++)
            {
                await Task.Delay(ChangeEvery / 2, stop);
                await ChangeRuleAsync(stop);
                if (model is not null) await ChangeModelAsync(second % 2 == 0 ? "watch" : "use", stop);
                await Task.Delay(ChangeEvery / 2, stop);
            }
            if (model is not null && seconds % 2 == 1) await ChangeModelAsync("use", stop);
        }

        // A new version of a rule, in shadow on all shards.
        private async Task ChangeRuleAsync(CancellationToken stop)
        {
            var text = $"rule night: when hour < 5 and amount > {100 + changes} EUR then review";
            if (changes > 1) await AskRuleAsync("/night/rollback", new RuleRequest("", "bench"), stop);
            await AskRuleAsync("", new RuleRequest(text, "bench"), stop);
            await AskRuleAsync("/night/promote", new RuleRequest("", "bench", "shadow"), stop);
            changes += 3;
        }

        private Task<JsonElement> AskRuleAsync(string path, RuleRequest request, CancellationToken stop) =>
            AskAsync(c => c.PostAsJsonAsync("api/rules" + path, request, Json.Options, stop), stop);

        private async Task ChangeModelAsync(string verb, CancellationToken stop)
        {
            using var content = new ByteArrayContent(model!);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            await AskAsync(c => c.PostAsync(new Uri($"api/models/{verb}?by=bench", UriKind.Relative), content, stop),
                stop);
            changes++;
        }

        private Task<JsonElement> AskAsync(Func<HttpClient, Task<HttpResponseMessage>> send,
            CancellationToken stop) =>
            RuleChangeCommands.AskAsync(client, send, stop);
    }
}
