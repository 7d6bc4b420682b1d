using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using FinData.Connectors.Kafka;
using FinData.Engine.Diagnostics;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Alerts;

public sealed partial class AlertSink
{
    // Positions alone are written seldom: they only shorten what is read of the journal after a start.
    private const int PositionsAfterBatches = 1024;

    // After a commit there is a pause of twice as long as it took, within the interval: brokers are spared when idle.
    private const int PausePerCommit = 2;

    private static readonly TimeSpan idle = TimeSpan.FromMilliseconds(500);

    // While brokers are away a transaction is open that long; then they end it, and the producer with it.
    private static TimeSpan TransactionLasts => TimeSpan.FromSeconds(60);

    private static TimeSpan Patience => TimeSpan.FromSeconds(20);

    private readonly List<(int Partition, long Offset)> positions = [];
    private readonly Stopwatch sinceCommit = Stopwatch.StartNew(), open = new();
    private TimeSpan commitTook;

    [SuppressMessage("Design", "CA1031",
        Justification = "Supervision: what stops the thread stops the node, and is told to who waits.")]
    private void Run()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (producer is null) Connect();
                Step();
                Stalled = null;
            }
            catch (FinDataException fault) when (MayPass(fault))
            {
                // The open transaction is given up with its producer.
                Stalled = fault;
                producer?.Dispose();
                producer = null;
                stopping.Token.WaitHandle.WaitOne(retryAfter);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                Volatile.Write(ref failure, e is KafkaException { IsFenced: true } fenced ? Fenced(fenced) : e);
                return;
            }
        }
    }

    private void Step()
    {
        if (!IsAnythingToDo)
        {
            Interlocked.Exchange(ref asleep, 1);
            if (!IsAnythingToDo) signal.WaitOne(idle);
            Interlocked.Exchange(ref asleep, 0);
            producer!.Poll(TimeSpan.Zero);
            if (!IsAnythingToDo) return;
        }
        var pause = commitTook * PausePerCommit;
        if (pause > settings.CommitInterval) pause = settings.CommitInterval;
        pause -= sinceCommit.Elapsed;
        if (pause > TimeSpan.Zero && !isFlushing) stopping.Token.WaitHandle.WaitOne(pause);
        if (!stopping.IsCancellationRequested) Transact();
    }

    private bool IsAnythingToDo
    {
        get
        {
            foreach (var shard in outgoing)
            {
                var waiting = shard.Released - committed[shard.Number];
                if (waiting > 0 && (shard.IsWaiting || isFlushing || waiting > PositionsAfterBatches)) return true;
            }
            isFlushing = false;
            return false;
        }
    }

    private unsafe void Transact()
    {
        var begun = Stopwatch.GetTimestamp();
        open.Restart();
        positions.Clear();
        producer!.Begin();
        var messages = 0L;
        foreach (var shard in outgoing)
        {
            var after = committed[shard.Number];
            if (shard.Released == after) continue;
            var (entries, batch) = shard.TakeAfter(after, shards.Journal, stopping.Token);
            messages += writer.Send(producer, shard.Number, entries.Start, entries.Length);
            positions.Add((shard.Number, batch));
        }
        producer.SendOffsets(name, settings.ShardTopic, positions);
        producer.Commit();
        foreach (var (shard, batch) in positions) Volatile.Write(ref committed[shard], (int)batch);
        (Sent, Transactions) = (Sent + messages, Transactions + 1);
        commitTook = Stopwatch.GetElapsedTime(begun);
        sinceCommit.Restart();
    }

    private bool MayPass(FinDataException fault) =>
        fault is KafkaException failed ? !IsFencedByAnother(failed) : fault.IsTransient;

    // Brokers that were away too long fence by themselves; then it is ours to go on, unless the journal has another
    // owner.
    private bool IsFencedByAnother(KafkaException fault) =>
        fault.IsFenced && (open.Elapsed < TransactionLasts || HasNewOwner());

    private unsafe bool HasNewOwner()
    {
        var isNewer = false;
        try
        {
            foreach (var shard in outgoing.Select(o => shards.Shards[o.Number]))
            {
                var last = shards.Journal.LastBatch(shard.Number);
                shards.Journal.Read(shard.Number, last, last, 0, (_, data, _) =>
                {
                    isNewer |= ((BatchHeader*)data)->Epoch > shard.Epoch;
                    return false;
                });
            }
        }
        catch (JournalException fault) when (fault.IsTransient)
        {
            // Nobody knows at the moment: the next producer's id finds out.
        }
        return isNewer;
    }

    private AlertException Fenced(KafkaException fault) => new(
        $"Another node sends the alerts of this journal ('{name}' in Kafka): this one stops, so that none is sent " +
        $"twice. Look for a second process, or a copy of the data folder that is in use. ({fault.Message})");
}
