using System.Security.Cryptography;
using System.Text;
using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Engine.Entities;
using FinData.Engine.Journals;
using FinData.Engine.Shards;

namespace FinData.Tests.Engine;

/// <summary>Reads a journal with nothing but the formats, and finds what must never be in one.</summary>
internal static unsafe class JournalScan
{
    /// <summary>
    /// Checks the whole journal: every batch follows from the one before, nothing is decided twice, nothing is given
    /// back that never came.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="map">Its keys.</param>
    /// <param name="opensFirst">
    /// False where shards are read each at its own speed: then an account may open between a transfer that it could not
    /// take and the question to take it back, gives what it never got, and gets it again.
    /// </param>
    public static void Check(Journal journal, ShardMap map, bool opensFirst = true)
    {
        for (var shard = 0; shard < map.Shards; shard++) Check(journal, map, shard, opensFirst);
    }

    /// <summary>The bytes of a batch; empty when it is not there.</summary>
    public static byte[] BytesOf(Journal journal, int shard, int number)
    {
        byte[] bytes = [];
        journal.Read(shard, number, number, 0, (_, data, length) =>
        {
            bytes = new ReadOnlySpan<byte>(data, length).ToArray();
            return false;
        });
        return bytes;
    }

    private static void Check(Journal journal, ShardMap map, int shard, bool opensFirst)
    {
        var (previous, expected, epoch) = (journal.Identity.Hash(), 1, 0L);
        var decided = new HashSet<string>();
        var received = new HashSet<(int Slot, EntityKey Id)>();
        journal.Read(shard, 1, int.MaxValue, 0, (number, data, length) =>
        {
            Assert.Equal(expected++, number);
            var batch = BatchReader.Open(data, length, shard, number);
            Assert.True(batch.Previous.SequenceEqual(previous),
                $"Batch {number} of shard {shard} does not follow from the one before.");
            Assert.True(batch.Header.Epoch >= epoch, $"The epoch of shard {shard} sinks at batch {number}.");
            SHA256.HashData(new ReadOnlySpan<byte>(data, length), previous);
            epoch = batch.Header.Epoch;
            var e = batch.FirstFrame;
            for (var i = 0; i < batch.Header.Frames; i++, e = EventFrame.Next(e))
            {
                var id = Encoding.ASCII.GetString(EventFrame.Id(e));
                if ((e->Flags & EventFlags.Decides) != 0)
                    Assert.True(decided.Add(id), $"'{id}' is decided twice in shard {shard}, again in batch {number}.");
                if (opensFirst && e->Kind is > 0 and < (byte)EntityKind.Product)
                    CheckReturn(e, id, map, received, shard, number);
            }
            return true;
        });
        Assert.Equal(expected - 1, journal.LastBatch(shard));
    }

    private static void CheckReturn(EventHeader* e, string id, ShardMap map,
        HashSet<(int Slot, EntityKey Id)> received, int shard, int number)
    {
        var fact = EventFrame.Body<AccountEvent>(e);
        if (fact.Kind == AccountEventKind.Credited) received.Add((e->Slot, map.CommandKey(EventFrame.Id(e))));
        if (fact.Kind == AccountEventKind.TakenBack)
            Assert.True(received.Remove((e->Slot, fact.Reference)),
                $"'{id}' takes back from entity {e->Slot} what it never got, in batch {number} of shard {shard}.");
    }
}
