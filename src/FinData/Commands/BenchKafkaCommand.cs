using System.CommandLine;
using System.Text;
using FinData.Alerts;
using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Node;
using FinData.Sources;

namespace FinData.Commands;

/// <summary>
/// <c>findata bench kafka</c>: a load that other engines do as well, from topics to committed alerts and balances.
/// </summary>
/// <remarks>
/// <code>
///  transactions, sales ─► 1 reader each ─► shards on 2 workers ─► 1 committer ─► SQLite, synchronous=FULL ─► alerts
/// </code>
/// The accounts, rules and rankings are those that ship; only settings differ: accounts open by their first deposit,
/// and payments are booked against the clearing account, since the load keeps no balance of terminals.
/// </remarks>
internal static class BenchKafkaCommand
{
    public static Command Create()
    {
        var work = new Option<string>("--work")
        {
            Description = "w1 (transactions), w2 (sales) or w1w2 (default: the variable WORKLOAD, else w1).",
            DefaultValueFactory = _ => Variable("WORKLOAD") ?? "w1",
        };
        work.AcceptOnlyFromAmong("w1", "w2", "w1w2");
        var command = new Command("kafka", """
            Reads the topics {PREFIX}transactions and {PREFIX}sales of the brokers BOOTSTRAP to their end. Prints READY
            when it runs, DONE when all is committed and BALANCES when the file BALANCES is written. Without a MANIFEST
            it goes on until it is stopped. All four names are variables of the environment.

            Example: BOOTSTRAP=127.0.0.1:9092 PREFIX=s- BALANCES=balances.csv MANIFEST=S.manifest findata bench kafka
            """) { work };
        var common = CommonOptions.AddTo(command, withShards: true);
        command.SetAction((parsed, stop) => Task.Run(() =>
            Run(common.Read(parsed), parsed.GetRequiredValue(work), stop)));
        return command;
    }

    private static int Run(CommonOptions.Values options, string work, CancellationToken stop)
    {
        var folder = Path.Combine(options.Settings.Data, $"bench-{Environment.ProcessId}");
        try
        {
            var settings = Configured(options.Settings) with { Data = folder };
            using var node = FinDataNode.Open(settings, "bench");
            using var alerts = AlertSink.Start(node.Shards, settings.Kafka, settings.Alerts);
            node.Start();
            Console.WriteLine("READY");
            var untilEnd = Variable("MANIFEST") is not null;
            var sources = Topics(work)
                .Select(topic => new KafkaSource(node.Shards, topic, node.Settings, TimeProvider.System, untilEnd))
                .ToList();
            sources.ForEach(node.Dispatcher!.Read);
            if (!node.Dispatcher.WaitForRest(sources, stop) || !alerts.WaitUntilCommitted(stop))
                return ExitCodes.Interrupted;
            Console.WriteLine("DONE");
            if (Variable("BALANCES") is { } file) WriteBalances(node, file);
            Console.WriteLine("BALANCES");
            return ExitCodes.Done;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static NodeSettings Configured(NodeSettings settings)
    {
        var (policy, prefix) = (settings.Policy, Variable("PREFIX"));
        return settings with
        {
            Kafka = settings.Kafka with { Bootstrap = Variable("BOOTSTRAP") ?? settings.Kafka.Bootstrap },
            Alerts = settings.Alerts with
            {
                Topic = prefix + "alerts", DeadLetterTopic = prefix + "findata-dead-letters",
                ShardTopic = prefix + "findata-shards",
            },
            Policy = policy with { KeepsTerminals = false, Account = policy.Account with { OnFirstUse = true } },
            // What is generated may lie in years to come.
            FutureMax = TimeSpan.FromDays(36_500),
        };
    }

    private static IEnumerable<string> Topics(string work)
    {
        var prefix = Variable("PREFIX") ?? "";
        if (work.Contains("w1", StringComparison.Ordinal)) yield return prefix + "transactions";
        if (work.Contains("w2", StringComparison.Ordinal)) yield return prefix + "sales";
    }

    // Lines of account and minor units; any order.
    private static void WriteBalances(FinDataNode node, string file)
    {
        using var to = new StreamWriter(file);
        foreach (var shard in node.Shards.Shards)
        {
            var accounts = (AccountRegion)shard.RegionOf((byte)EntityKind.Account);
            for (var slot = 0; slot < accounts.Count; slot++)
                to.WriteLine($"{Encoding.ASCII.GetString(accounts.NameOf(slot))},{accounts.Record(slot).State.Posted}");
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
