using System.Text;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.TestKit;

namespace FinData.Tests.Fraud.Live;

/// <summary>A payment with its label, or the label alone, as a source gives it.</summary>
internal sealed record StreamRecord(long Number, long Time, string Card, string Terminal, long Amount, bool IsLabel);

/// <summary>
/// Several streams of payments and labels, each at its own pace and none further than shards allow, after the model is
/// set. Opened again after a crash it goes on where the shards are.
/// </summary>
/// <remarks>For all shards; or for one with its records alone, as a node of a cluster reads it.</remarks>
internal sealed class PaymentSource : Source
{
    private readonly ShardRegion shards;
    private readonly CommandWriter commands;
    private readonly byte[] model;
    private readonly Chance chance;
    private readonly Stream[] streams;
    private readonly int? only;
    private bool isModelAsked, isRuleAsked;
    private int changed;

    public PaymentSource(ShardRegion shards, byte[] model, IReadOnlyList<IReadOnlyList<StreamRecord>> records,
        Chance chance, int? only = null)
    {
        (this.shards, this.model, this.chance, this.only) = (shards, model, chance, only);
        commands = new CommandWriter(shards.Map);
        var end = records.SelectMany(r => r).Max(r => r.Time) + Stream.Day;
        streams = [.. records.Select((r, i) => new Stream(shards, $"payments-{i}", only is null ? r : Of(r), only,
            end))];
        IsEnded = streams.All(s => s.IsEnded);
    }

    public override string Name => "payments";

    /// <summary>What was handed over although shards had asked to wait.</summary>
    public bool IsHasty { get; init; }

    /// <summary>The text of a rule named <c>r</c> that is active before the first payment.</summary>
    public string? Rule { get; init; }

    /// <summary>The most records that a stream hands over at once.</summary>
    public int RecordsPerStep { get; init; } = 8;

    /// <summary>What is asked of the shards once so many records are handed over; in their order.</summary>
    public IReadOnlyList<(int After, Action<ShardRegion> Ask)> Changes { get; init; } = [];

    public override bool Step()
    {
        if (!shards.Shards.All(s => ((ModelRegion)s.RegionOf((byte)EntityKind.ModelCopy)).Entity.Copy.Number > 0))
            return AskForModel();
        if (Rule != null && !shards.Shards.All(s =>
            ((RuleRegion)s.RegionOf((byte)EntityKind.RuleCopy)).Entity.Copy.Live.IsAny)) return AskForRule(Rule);
        if (changed < Changes.Count && streams.Sum(s => s.Given) >= Changes[changed].After)
            Changes[changed++].Ask(shards);
        var first = chance.Below(streams.Length);
        for (var i = 0; i < streams.Length; i++)
        {
            var stream = streams[(first + i) % streams.Length];
            if (stream.IsEnded) continue;
            if (IsHasty || stream.Writer.MayHandOver(stream.NextTime))
                stream.HandOver(commands, 1 + chance.Below(RecordsPerStep));
            else if (only is null || !stream.TellTime()) continue;
            IsEnded = streams.All(s => s.IsEnded);
            return true;
        }
        return false;
    }

    protected override void Dispose(bool disposing) { }

    private List<StreamRecord> Of(IReadOnlyList<StreamRecord> records) =>
        [.. records.Where(r => shards.Map.ShardOf(Encoding.ASCII.GetBytes(r.Card)) == only)];

    private bool AskForModel()
    {
        if (isModelAsked || only is { } shard && shard != shards.Map.ShardOf(ModelRegistry.Name)) return false;
        isModelAsked = true;
        UseModel(shards, model);
        return true;
    }

    private bool AskForRule(string text)
    {
        if (isRuleAsked) return false;
        isRuleAsked = true;
        UseRule(shards, text);
        return true;
    }

    public static void UseModel(ShardRegion shards, byte[] model)
    {
        var chunk = shards.Map.TakeChunk();
        ModelRegistry.Write(shards.Map, chunk.Frames, ModelAsk.Use, new ModelNote("anna", model), 1, ticket: 0);
        chunk.Count = 1;
        shards.Deliver(shards.Map.ShardOf(ModelRegistry.Name), chunk);
    }

    public static void UseRule(ShardRegion shards, string text)
    {
        var chunk = shards.Map.TakeChunk();
        foreach (var (command, note) in new[]
        {
            (new RuleCommand { Ask = RuleAsk.Add }, new RuleNote("anna", "r", text)),
            (new RuleCommand { Ask = RuleAsk.Promote, Stage = RuleStage.Active }, new RuleNote("anna", "r", "")),
            (new RuleCommand { Ask = RuleAsk.Approve }, new RuleNote("boris", "r", "")),
        })
        {
            RuleRegistry.Write(shards.Map, chunk.Frames, in command, note, time: 1, ticket: 0);
            chunk.Count++;
        }
        shards.Deliver(shards.Map.ShardOf(RuleRegistry.Name), chunk);
    }

    private sealed class Stream
    {
        public const long Day = 86_400_000;

        private readonly IReadOnlyList<StreamRecord> records;
        private readonly int? only;
        private readonly long end;
        private int next;
        private long watermark = long.MinValue;

        // Of one shard's streams each has its own end, and the others of the cluster go on: it is told the last one.
        public Stream(ShardRegion shards, string name, IReadOnlyList<StreamRecord> records, int? only, long end)
        {
            (this.records, this.only, this.end) = (records, only, end);
            Writer = new SourceWriter(shards, shards.Journal.SourceNumber(name), only);
            IsEnded = Writer.Taken == long.MaxValue;
            if (!IsEnded) Writer.Flush(long.MinValue, watermark);
        }

        public SourceWriter Writer { get; }

        public bool IsEnded { get; private set; }

        public int Given => next;

        public long NextTime => next < records.Count ? Math.Max(watermark, records[next].Time) : watermark;

        // While it waits it says how far time has come: others wait for it.
        public bool TellTime()
        {
            var time = records[next].Time - Day;
            if (time <= watermark) return false;
            watermark = time;
            Writer.Flush(next, watermark);
            return true;
        }

        public void HandOver(CommandWriter commands, int count)
        {
            var from = watermark;
            for (; next < records.Count && count > 0; next++, count--)
            {
                var record = records[next];
                if (from > long.MinValue && record.Time > from + Day) break;
                watermark = Math.Max(watermark, record.Time);
                if (from == long.MinValue) from = watermark;
                if (next + 1 > Writer.Taken) Write(commands, record);
            }
            // After a silence, time is told before the record comes.
            if (next < records.Count && from > long.MinValue && records[next].Time > from + Day)
                watermark = Math.Max(watermark, records[next].Time - Day);
            IsEnded = next == records.Count;
            if (IsEnded && only is not null) watermark = end;
            Writer.Flush(next, watermark, IsEnded);
        }

        private void Write(CommandWriter commands, StreamRecord record)
        {
            var payment = new TransactionRecord
            {
                Id = Bytes($"{(record.IsLabel ? "label" : "card")}:{record.Number}"), Time = record.Time,
                Type = record.IsLabel ? TransactionType.LabelFraud : TransactionType.Payment,
                AccountKind = EntityKind.Card, Account = Bytes(record.Card),
                OtherKind = record.IsLabel ? EntityKind.None : EntityKind.Terminal,
                Other = record.IsLabel ? [] : Bytes(record.Terminal), Amount = record.Amount,
                Reference = record.IsLabel ? Bytes($"card:{record.Number}") : [],
            };
            commands.Write(Writer.For(commands.ShardOf(in payment)), in payment,
                new CommandWriter.Origin(next + 1, IsLate: false, Ticket: 0), (uint)PayloadHash.Of(in payment),
                default);
        }

        private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
    }
}
