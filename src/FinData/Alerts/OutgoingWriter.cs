using System.Buffers.Text;
using FinData.Connectors.Kafka;
using FinData.Domain.Fraud;
using FinData.Domain.Money;
using FinData.Domain.Records;
using FinData.Engine.Journals;

namespace FinData.Alerts;

/// <summary>Writes alerts, decisions and dead letters as messages of the open transaction.</summary>
/// <remarks>
/// An alert's value is that of <see cref="JsonAlertWriter"/>, its key the account's bare name; headers are <c>id</c>
/// and <c>rule</c> for each rule, and <c>position</c> as shard/batch/frame. One of a best seller has the product's. A
/// decision's value is the body that <c>POST /api/decisions</c> answers, with account and time. A dead letter's value
/// is the record as it came; headers say where it came from and why it is here.
/// </remarks>
internal sealed unsafe class OutgoingWriter(Journal journal, AlertSettings settings)
{
    // What a broker takes by default, less what surrounds it. The journal has all of it.
    private const int OriginalBytesMax = 1_000_000 - 16_384;

    private static readonly (AlertRules Rule, byte[] Name)[] rules =
        [.. AlertPolicy.Each((AlertRules)byte.MaxValue).Select(r => (r, Ascii(AlertPolicy.NameOf(r))))];

    private readonly byte[] value = new byte[JsonAlertWriter.BytesMax], text = new byte[256];
    private readonly Dictionary<int, (byte[] Name, byte[] Topic, byte[] Partition)> sources = [];

    /// <summary>Sends all entries of a shard; gives how many.</summary>
    public int Send(TransactionalProducer producer, int shard, byte* start, int length)
    {
        var count = 0;
        for (var o = (Outgoing*)start; o < start + length; o = Outgoing.Next(o), count++)
        {
            producer.AddHeader("position"u8, Position(shard, o));
            if (o->IsDecision) SendDecision(producer, o);
            else if (o->Kind == EntityKind.None) SendDeadLetter(producer, o);
            else if (o->Kind == EntityKind.Ranking) SendBestSeller(producer, o);
            else SendAlert(producer, o);
        }
        return count;
    }

    private void SendAlert(TransactionalProducer producer, Outgoing* o)
    {
        var id = Outgoing.Id(o);
        foreach (var (rule, name) in rules)
        {
            if ((o->Rules & rule) == 0) continue;
            id.CopyTo(text);
            text[id.Length] = (byte)'/';
            name.CopyTo(text, id.Length + 1);
            producer.AddHeader("id"u8, text.AsSpan(0, id.Length + 1 + name.Length));
            producer.AddHeader("rule"u8, name);
        }
        var length = JsonAlertWriter.Write(o->Kind, o->Name, id, o->Deviations, o->Velocity, o->Balance,
            new Currency(o->Currency).Digits, value);
        producer.Send(settings.Topic, o->Name, value.AsSpan(0, length));
    }

    private void SendDecision(TransactionalProducer producer, Outgoing* o)
    {
        producer.AddHeader("id"u8, Outgoing.Id(o));
        producer.Send(settings.DecisionTopic, o->Name, Outgoing.Value(o));
    }

    // Its id is what it is about: scope, the window's end, product, kind.
    private void SendBestSeller(TransactionalProducer producer, Outgoing* o)
    {
        var scope = Outgoing.Format(o);
        var length = JsonAlertWriter.WriteBestSellerId(scope, o->Name, o->Time, value);
        producer.AddHeader("id"u8, value.AsSpan(0, length));
        length = JsonAlertWriter.WriteBestSeller(scope, o->Name, o->Velocity, o->Balance, o->Time, value);
        producer.Send(settings.Topic, o->Name, value.AsSpan(0, length));
    }

    private void SendDeadLetter(TransactionalProducer producer, Outgoing* o)
    {
        var original = Outgoing.Original(o);
        producer.AddHeader("reason"u8, Outgoing.Id(o));
        producer.AddHeader("detail"u8, Outgoing.Detail(o));
        var (source, topic, partition) = SourceOf(o->Source);
        producer.AddHeader("source"u8, source);
        if (topic.Length > 0) producer.AddHeader("topic"u8, topic);
        if (topic.Length > 0) producer.AddHeader("partition"u8, partition);
        producer.AddHeader("offset"u8, Number(o->Position));
        producer.AddHeader("format"u8, Outgoing.Format(o));
        if (o->Time > 0) producer.AddHeader("timestamp"u8, Number(o->Time));
        if (original.Length > OriginalBytesMax)
        {
            producer.AddHeader("original-bytes"u8, Number(original.Length));
            original = original[..OriginalBytesMax];
        }
        producer.Send(settings.DeadLetterTopic, default, original);
    }

    private ReadOnlySpan<byte> Position(int shard, Outgoing* o)
    {
        var length = Number(shard).Length;
        text[length++] = (byte)'/';
        length += Format(o->Batch, length);
        text[length++] = (byte)'/';
        length += Format(o->Frame, length);
        return text.AsSpan(0, length);
    }

    private ReadOnlySpan<byte> Number(long number) => text.AsSpan(0, Format(number, 0));

    private int Format(long number, int at)
    {
        Utf8Formatter.TryFormat(number, text.AsSpan(at), out var written);
        return written;
    }

    // A topic's source is named kafka:cluster:topic:partition.
    private (byte[] Name, byte[] Topic, byte[] Partition) SourceOf(int source)
    {
        if (sources.TryGetValue(source, out var known)) return known;
        var name = journal.Sources.GetValueOrDefault(source, "");
        var parts = name.Split(':');
        return sources[source] = parts is ["kafka", _, var topic, var partition]
            ? (Ascii(name), Ascii(topic), Ascii(partition)) : (Ascii(name), [], []);
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
