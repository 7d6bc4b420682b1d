using System.Text;
using FinData.Connectors.Kafka;
using FinData.Connectors.Kafka.Wire;
using FinData.Domain.Records;
using FinData.Engine.Diagnostics;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.Node;

namespace FinData.Sources;

/// <summary>
/// The records of a Kafka topic, each partition a source of its own: after a crash each shard goes on from its offset.
/// </summary>
/// <remarks>
/// <code>
///  as many partitions as shards:  partition p ─► shard p (keys by murmur2; another's record is a dead letter)
///  else:                          partition p ─► every shard, by the record's account or product
/// </code>
/// A node that shares the shards reads the partitions of those that it owns, from where their owner before it was.
/// Offsets are kept in the journal with the decisions; offsets that a group has committed are not looked at. While
/// brokers cannot be reached the source waits and tries again.
/// </remarks>
public sealed class KafkaSource : Source
{
    private static readonly TimeSpan pauseMin = TimeSpan.FromMilliseconds(100), pauseMax = TimeSpan.FromSeconds(5),
        lagMax = TimeSpan.FromSeconds(5), lookEvery = TimeSpan.FromSeconds(1), countEvery = TimeSpan.FromSeconds(30),
        strayEvery = TimeSpan.FromSeconds(1);

    private readonly ShardRegion shards;
    private readonly NodeSettings settings;
    private readonly TimeProvider clock;
    private readonly bool untilEnd;
    private readonly JsonRecordReader json = new();
    private readonly BinaryRecordReader binary = new();
    private readonly byte[] jsonFormat, binaryFormat;
    private readonly Lock gate = new();
    private bool isClosed;
    private TopicReader? reader;
    private Partition?[] partitions = [];
    private TimeSpan pause;
    private long pausedAt, toldAt, lookedAt, countedAt, strayedAt;

    /// <summary>Names a topic as a source; the cluster is asked for it at the first step.</summary>
    /// <param name="shards">Where the records go.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="settings">The cluster, and the limits of records.</param>
    /// <param name="clock">Tells when a partition has been quiet for long.</param>
    /// <param name="untilEnd">True to end where the topic ended at the first step; false to go on for ever.</param>
    public KafkaSource(ShardRegion shards, string topic, NodeSettings settings, TimeProvider clock,
        bool untilEnd = false)
    {
        (this.shards, this.settings, this.clock, this.untilEnd) = (shards, settings, clock, untilEnd);
        Topic = topic;
        (jsonFormat, binaryFormat) = (Encoding.ASCII.GetBytes(json.Format), Encoding.ASCII.GetBytes(binary.Format));
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <inheritdoc/>
    public override string Name => $"kafka:{Topic}";

    /// <summary>What it waits for: a broker, or the journal, that does not answer; null while it reads.</summary>
    public FinDataException? Stalled { get; private set; }

    /// <summary>
    /// Records of a shard's partition that are in the topic and not read yet; null where this node does not read it,
    /// where partitions are not the shards', and when a broker has not answered for some seconds. Any thread.
    /// </summary>
    public long? LagOf(int shard)
    {
        var open = partitions;
        return open.Length == shards.Map.Shards && open[shard] is { Lag: >= 0 and var lag }
            && clock.GetElapsedTime(Volatile.Read(ref toldAt)) < lagMax ? lag : null;
    }

    /// <summary>
    /// True when a shard's partition is read, for the ownership that the shard has now: the shard knows of it. Any
    /// thread.
    /// </summary>
    public bool Reads(int shard)
    {
        var open = partitions;
        return shard < open.Length && open[shard] is { } partition && partition.Epoch == shards.Shards[shard].Epoch;
    }

    /// <inheritdoc/>
    public override bool Step()
    {
        if (Stalled is not null && clock.GetElapsedTime(pausedAt) < pause) return false;
        // Who stops the node closes the connection, while the reading thread may be in the middle of an answer.
        lock (gate)
        {
            return !isClosed && Read();
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Looks how much waits at the brokers: that is asked for most when the journal holds the node up.
    /// </remarks>
    public override void Wait()
    {
        if (clock.GetElapsedTime(Volatile.Read(ref toldAt)) < lookEvery || clock.GetElapsedTime(lookedAt) < lookEvery)
            return;
        lookedAt = clock.GetTimestamp();
        lock (gate)
        {
            if (isClosed || reader is null) return;
            try
            {
                reader.LookAtEnds();
                for (var number = 0; number < partitions.Length; number++)
                    if (partitions[number] is { } partition) Measure(reader, number, partition);
                Volatile.Write(ref toldAt, clock.GetTimestamp());
            }
            catch (KafkaException e) when (e.IsTransient)
            {
                // The next step tells of it, once there is room for what it would read.
            }
        }
    }

    private bool Read()
    {
        json.LatestTime = binary.LatestTime = (clock.GetUtcNow() + settings.FutureMax).ToUnixTimeMilliseconds();
        var records = 0;
        try
        {
            reader ??= Open();
            if (HasOtherPartitions(reader))
            {
                if (shards.IsShared) throw OtherCount(reader.PartitionCount, isTransient: true);
                // Not each shard's own any more: all are read anew, and shards pass over what they have.
                reader.Dispose();
                (reader, partitions) = (null, []);
                reader = Open();
            }
            if (shards.IsShared) Update(reader);
            records = reader.Poll(Take);
            // A node that has lost the shards reads nothing: that is not reading again.
            if (Array.Exists(partitions, p => p is not null)) Stalled = null;
            pause = TimeSpan.Zero;
            Volatile.Write(ref toldAt, clock.GetTimestamp());
        }
        catch (FinDataException e) when (e.IsTransient)
        {
            Stalled = e;
            pausedAt = clock.GetTimestamp();
            pause = pause == TimeSpan.Zero ? pauseMin : pause * 2 < pauseMax ? pause * 2 : pauseMax;
        }
        if (reader is null) return true;
        Flush(reader);
        IsEnded = Array.TrueForAll(partitions, p => p is not null && (p.Intake.Taken >= p.End - 1 || p.Next >= p.End));
        return records > 0 || Array.Exists(partitions, p => p is not null);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            isClosed = true;
            reader?.Dispose();
        }
    }

    private TopicReader Open()
    {
        var opened = new TopicReader(settings.Kafka, Topic, settings.Fetch);
        try
        {
            partitions = new Partition[opened.PartitionCount];
            countedAt = clock.GetTimestamp();
            if (!shards.IsShared) Update(opened);
            else if (partitions.Length != shards.Map.Shards) throw OtherCount(partitions.Length, isTransient: false);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    // Brokers do not tell of partitions that somebody has added. An account's records go to another one from then on.
    private bool HasOtherPartitions(TopicReader from)
    {
        if (clock.GetElapsedTime(countedAt) < countEvery) return false;
        try
        {
            from.LookAtPartitions();
        }
        catch (KafkaException)
        {
            // No news: those who lead its partitions may answer all the same.
        }
        if (from.PartitionCount != partitions.Length) return true;
        countedAt = clock.GetTimestamp();
        return false;
    }

    // The first sign of added partitions may be a record that has come in another one than before. Where a producer's
    // partitioner is another for good there are many, which shall cost nothing.
    private void LookForPartitions()
    {
        if (strayedAt != 0 && clock.GetElapsedTime(strayedAt) < strayEvery) return;
        strayedAt = clock.GetTimestamp();
        reader!.LookAtPartitions();
        if (reader.PartitionCount == partitions.Length) return;
        countedAt = 0;
        throw shards.IsShared ? OtherCount(reader.PartitionCount, isTransient: true) : new KafkaException(
            $"The topic '{Topic}' has {reader.PartitionCount} partitions now, and had {partitions.Length}: it is " +
            "read anew.", isTransient: true);
    }

    private KafkaException OtherCount(int count, bool isTransient) => new(
        $"The topic '{Topic}' has {count} partitions, and nodes that share {shards.Map.Shards} shards read one for " +
        $"each: it is not read. Let producers write to another topic, made with {shards.Map.Shards}, and name that " +
        "in 'findata.kafka.topics'; what waits in this one is read by a single node without 'cluster.node', while " +
        "the others are stopped.", isTransient);

    // Opens what is this node's to read and is not open, and closes what is another's by now.
    private void Update(TopicReader from)
    {
        var opened = new List<(int Number, Partition Partition)>();
        for (var number = 0; number < partitions.Length; number++)
        {
            var shard = shards.IsShared ? shards.Shards[number] : null;
            var (isOurs, epoch) = (shard is not { Role: not ShardRole.Owns }, shard?.Epoch ?? 0);
            if (isOurs ? partitions[number]?.Epoch == epoch : partitions[number] is null) continue;
            if (partitions[number] is not null) from.Drop(number);
            partitions[number] = null;
            if (isOurs) opened.Add((number, Open(from, number, epoch)));
        }
        // Told before the first record of any, so that no shard takes one partition's time for everyone's.
        foreach (var (number, partition) in opened)
        {
            partition.Intake.Flush(partition.Next - 1);
            partitions[number] = partition;
        }
    }

    private Partition Open(TopicReader from, int number, long epoch)
    {
        // Another cluster's topic of this name is another source.
        var name = $"kafka:{from.Cluster}:{Topic}:{number}";
        var source = shards.Journal.SourceNumber(name);
        // One that has fed other shards as well, when the topic had less partitions, goes on to: they know it.
        var isItsOwn = partitions.Length == shards.Map.Shards && (shards.IsShared
            || shards.Shards.All(s => s.Number == number || s.PositionOf(source) is null));
        var intake = new RecordIntake(shards, name, settings, isItsOwn ? number : null)
        {
            Strayed = LookForPartitions, Home = number % shards.Map.Shards,
        };
        var (first, end) = from.OffsetsOf(number);
        var next = intake.Taken >= 0 ? intake.Taken + 1 : first;
        from.Seek(number, next);
        return new Partition(intake, epoch, untilEnd ? end : long.MaxValue)
        {
            Next = next, QuietSince = clock.GetTimestamp(),
        };
    }

    private void Take(int number, long offset, ReadOnlySpan<byte> value)
    {
        var partition = partitions[number]!;
        if (offset >= partition.End) return;
        if (value.Length == 0)
        {
            partition.Intake.Refuse(new Refusal("empty", "The record has no value."), jsonFormat, value, offset);
            return;
        }
        var isTooLong = value.Length > settings.RecordBytesMax;
        if (isTooLong) value = value[..settings.RecordBytesMax];
        if (BinaryRecordReader.IsBinary(value))
            partition.Intake.Take(binary, binaryFormat, value, offset, isTooLong);
        else partition.Intake.Take(json, jsonFormat, value, offset, isTooLong);
    }

    private void Flush(TopicReader from)
    {
        for (var number = 0; number < partitions.Length; number++)
        {
            if (partitions[number] is not { } partition) continue;
            var next = Measure(from, number, partition);
            var isMoved = next > partition.Next;
            partition.Next = next;
            if (isMoved) partition.QuietSince = clock.GetTimestamp();
            else if (!IsIdle(partition, from.EndOf(number))) continue;
            else Idle(partition);
            partition.Intake.Flush(next - 1);
        }
    }

    // Gives the offset that is read next, and notes how many records are in the topic from there on.
    private static long Measure(TopicReader from, int number, Partition partition)
    {
        var next = Math.Min(from.PositionOf(number), partition.End);
        partition.Lag = from.EndOf(number) >= 0 ? Math.Max(0, from.EndOf(number) - next) : -1;
        return next;
    }

    private bool IsIdle(Partition partition, long end) => !untilEnd && Stalled is null
        && end >= 0 && partition.Next >= end && clock.GetElapsedTime(partition.QuietSince) >= settings.IdleAfter;

    // A partition without records must not hold back the time of its shard: it is told the clock's, less what a record
    // may be on its way. That goes with the position into the journal, so that a recovered shard has the same time.
    private void Idle(Partition partition)
    {
        partition.QuietSince = clock.GetTimestamp();
        partition.Intake.Advance((clock.GetUtcNow() - settings.IdleAfter).ToUnixTimeMilliseconds());
    }

    private sealed class Partition(RecordIntake intake, long epoch, long end)
    {
        public RecordIntake Intake => intake;

        // The shard's ownership that it is read for; 0 where the node has all shards.
        public long Epoch => epoch;

        // Where reading ends, the offset that is read next, and since when there was none.
        public long End => end;
        public long Next { get; set; }
        public long QuietSince { get; set; }

        // Records after that one; -1 until the broker has told where the partition ends.
        public long Lag { get; set; } = -1;
    }
}
