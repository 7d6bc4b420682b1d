using System.Buffers;
using System.CommandLine;
using System.Diagnostics;
using FinData.Domain.Records;
using FinData.Domain.Simulation;
using FinData.Node;
using FinData.Publishing;
using FinData.Sources;

namespace FinData.Commands;

/// <summary><c>findata simulate</c>: the simulated bank and shop into a data folder, or as lines of JSON.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var records = new Option<long>("--records")
        {
            Description = "How many records, counted from the world's first (default: 1,000,000).",
            DefaultValueFactory = _ => 1_000_000,
        }.Within(1, 1_000_000_000_000);
        var accounts = new Option<int>("--accounts")
        {
            Description = "Accounts of the bank; each is opened by two records (default: 10,000).",
            DefaultValueFactory = _ => 10_000,
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Records in a second of event time (default: 200).", DefaultValueFactory = _ => 200,
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Another seed, another world (default: 1).", DefaultValueFactory = _ => 1,
        };
        var output = new Option<string?>("--out")
        {
            Description = "Write NDJSON to this file instead of deciding the records; - for standard output.",
        };
        var command = new Command("simulate", """
            Simulates a bank and a shop: the same options give the same records. Goes on where it was when it was
            interrupted.

            Example: findata simulate --accounts 100000 --records 5000000 --data ./world
            Example: findata simulate --records 1000 --out -
            Example: findata simulate --records 1000000 --kafka localhost:9092
            """) { records, accounts, rate, seed, output };
        var kafka = KafkaOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is not null && kafka.IsAsked(result))
                result.AddError("Records go to a file or to Kafka: leave out --out or --kafka.");
        });
        var common = CommonOptions.AddTo(command, withShards: true);
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var options = common.Read(parsed);
            var to = kafka.IsAsked(parsed.CommandResult) ? kafka.Read(parsed, options.Settings.Kafka) : null;
            return Run(options, new SimulatorOptions
            {
                Accounts = parsed.GetValue(accounts), RecordsPerSecond = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
            }, parsed.GetValue(records), parsed.GetValue(output), to, stop);
        }));
        return command;
    }

    private static int Run(CommonOptions.Values options, SimulatorOptions world, long records, string? output,
        KafkaOptions.Values? kafka, CancellationToken stop)
    {
        if (world.Validate() is { Count: > 0 } errors) throw new NodeException(string.Join(" ", errors));
        if (kafka is not null) return Publish(options, kafka, world, records, stop);
        if (output is null) return Decide(options, world, records, stop);
        try
        {
            return Write(world, records, output, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException($"'{output}' cannot be written: {e.Message} Name another file with --out.", e);
        }
    }

    private static int Decide(CommonOptions.Values options, SimulatorOptions world, long records,
        CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        using var node = FinDataNode.Open(options.Settings, "simulate");
        using var source = new SimulatorSource(node.Shards, world, records, isLive: false);
        node.Start();
        node.Dispatcher!.Read(source);
        bool finished;
        using (var progress = new ProgressLine(options.IsQuiet, records))
            finished = node.Dispatcher.WaitForRest([source], stop, () =>
            {
                var done = node.Shards.Shards.Sum(s => s.Counters.Records);
                progress.Show(done, done);
            });
        if (!finished)
        {
            Console.Error.WriteLine("Interrupted. What was decided is safe; the same command goes on from there.");
            return ExitCodes.Interrupted;
        }
        node.ReadModel?.WaitForRest(stop);
        var figures = FolderFigures.Of(node.Shards).After(watch);
        if (!options.IsQuiet) Summary.Print(figures, [], node);
        Console.WriteLine(Json.Line(figures));
        return ExitCodes.Done;
    }

    private static int Publish(CommonOptions.Values options, KafkaOptions.Values kafka, SimulatorOptions world,
        long records, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var (producer, publisher, topics) = kafka.Open();
        using var owned = producer;
        var (simulator, index) = (new Simulator(world), 0L);
        using (var progress = new ProgressLine(options.IsQuiet, records))
            for (; index < records && !stop.IsCancellationRequested; index++)
            {
                TransactionRecord transaction = default;
                SaleRecord sale = default;
                if (simulator.Read(index, ref transaction, ref sale) == SimulatedKind.Sale) publisher.Send(in sale);
                else publisher.Send(in transaction);
                if ((index & 1023) == 0) progress.Show(index, index);
            }
        return ProduceCommand.Finish(new PublishedFigures(publisher, topics), producer.Flush, index == records, watch,
            options.IsQuiet, stop);
    }

    private static int Write(SimulatorOptions world, long records, string output, CancellationToken stop)
    {
        using var stream = output == "-" ? Console.OpenStandardOutput() : File.Create(output);
        var (simulator, buffer) = (new Simulator(world), new ArrayBufferWriter<byte>(1 << 20));
        for (var index = 0L; index < records && !stop.IsCancellationRequested; index++)
        {
            TransactionRecord transaction = default;
            SaleRecord sale = default;
            if (simulator.Read(index, ref transaction, ref sale) == SimulatedKind.Sale)
                JsonRecordWriter.Write(in sale, buffer);
            else JsonRecordWriter.Write(in transaction, buffer);
            if (buffer.WrittenCount < 1 << 19) continue;
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
        stream.Write(buffer.WrittenSpan);
        return stop.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Done;
    }
}
