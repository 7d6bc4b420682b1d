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
internal sealed class PaymentSource : Source
{
    private readonly ShardRegion shards;
    private readonly CommandWriter commands;
    private readonly byte[] model;
    private readonly Chance chance;
    private readonly Stream[] streams;
    private bool isModelAsked, isRuleAsked;

    public PaymentSource(ShardRegion shards, byte[] model, IReadOnlyList<IReadOnlyList<StreamRecord>> records,
        Chance chance)
    {
        (this.shards, this.model, this.chance) = (shards, model, chance);
        commands = new CommandWriter(shards.Map);
        streams = [.. records.Select((r, i) => new Stream(shards, $"payments-{i}", r))];
        IsEnded = streams.All(s => s.IsEnded);
    }

    public override string Name => "payments";

    /// <summary>What was handed over although shards had asked to wait.</summary>
    public bool IsHasty { get; init; }

    /// <summary>The text of a rule named <c>r</c> that is active before the first payment.</summary>
    public string? Rule { get; init; }

    public override bool Step()
    {
        if (!shards.Shards.All(s => ((ModelRegion)s.RegionOf((byte)EntityKind.ModelCopy)).Entity.Copy.Number > 0))
            return AskForModel();
        if (Rule != null && !shards.Shards.All(s =>
            ((RuleRegion)s.RegionOf((byte)EntityKind.RuleCopy)).Entity.Copy.Live.IsAny)) return AskForRule(Rule);
        var first = chance.Below(streams.Length);
        for (var i = 0; i < streams.Length; i++)
        {
            var stream = streams[(first + i) % streams.Length];
            if (stream.IsEnded || !IsHasty && !stream.Writer.MayHandOver(stream.NextTime)) continue;
            stream.HandOver(commands, 1 + chance.Below(8));
            IsEnded = streams.All(s => s.IsEnded);
            return true;
        }
        return false;
    }

    protected override void Dispose(bool disposing) { }

    private bool AskForModel()
    {
        if (isModelAsked) return false;
        isModelAsked = true;
        var chunk = shards.Map.TakeChunk();
        ModelRegistry.Write(shards.Map, chunk.Frames, ModelAsk.Use, new ModelNote("anna", model), 1, ticket: 0);
        chunk.Count = 1;
        shards.Deliver(shards.Map.ShardOf(ModelRegistry.Name), chunk);
        return true;
    }

    private bool AskForRule(string text)
    {
        if (isRuleAsked) return false;
        isRuleAsked = true;
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
        return true;
    }

    private sealed class Stream
    {
        private readonly IReadOnlyList<StreamRecord> records;
        private int next;
        private long watermark = long.MinValue;

        public Stream(ShardRegion shards, string name, IReadOnlyList<StreamRecord> records)
        {
            this.records = records;
            Writer = new SourceWriter(shards, shards.Journal.SourceNumber(name));
            IsEnded = Writer.Taken == long.MaxValue;
            if (!IsEnded) Writer.Flush(long.MinValue, watermark);
        }

        public SourceWriter Writer { get; }

        public bool IsEnded { get; private set; }

        public long NextTime => Math.Max(watermark, records[next].Time);

        public void HandOver(CommandWriter commands, int count)
        {
            const long day = 86_400_000;
            var from = watermark;
            for (; next < records.Count && count > 0; next++, count--)
            {
                var record = records[next];
                if (from > long.MinValue && record.Time > from + day) break;
                watermark = Math.Max(watermark, record.Time);
                if (from == long.MinValue) from = watermark;
                if (next + 1 > Writer.Taken) Write(commands, record);
            }
            // After a silence, time is told before the record comes.
            if (next < records.Count && from > long.MinValue && records[next].Time > from + day)
                watermark = Math.Max(watermark, records[next].Time - day);
            IsEnded = next == records.Count;
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
