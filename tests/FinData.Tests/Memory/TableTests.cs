using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.TestKit;

namespace FinData.Tests.Memory;

/// <summary>The table against a dictionary, in long runs of random adds, removals and look-ups.</summary>
public class TableTests
{
    private struct Entry : IKeyed
    {
        public EntityKey Key;
        public long Value;

        readonly EntityKey IKeyed.Key => Key;
    }

    [Fact]
    public void A_table_holds_what_a_dictionary_holds() => Seeds.Each(60, seed =>
    {
        var chance = new Chance(seed);
        using var table = new Table<Entry>(capacity: chance.Below(100));
        var expected = new Dictionary<EntityKey, long>();
        var keys = Keys(chance);
        for (var step = 0; step < 5_000; step++)
        {
            var key = keys[chance.Below(keys.Length)];
            var slot = table.Find(key);
            Assert.Equal(expected.TryGetValue(key, out var value), slot >= 0);
            if (slot < 0)
            {
                Add(table, key, step);
                expected.Add(key, step);
            }
            else if (chance.OneIn(2))
            {
                Assert.Equal(value, table.Records.Read(slot).Value);
                table.Remove(slot);
                expected.Remove(key);
            }
            else table.Records.Write(slot).Value = expected[key] = step;
        }
        AssertEqual(expected, keys, table);
    });

    [Fact]
    public void A_table_that_is_made_anew_from_its_records_holds_the_same() => Seeds.Each(30, seed =>
    {
        var chance = new Chance(seed);
        using var table = new Table<Entry>(16);
        using var copy = new Table<Entry>(16);
        var expected = new Dictionary<EntityKey, long>();
        var keys = Keys(chance);
        foreach (var key in keys)
        {
            Add(table, key, key.GetHashCode());
            expected.Add(key, key.GetHashCode());
        }
        foreach (var key in keys.Where(_ => chance.OneIn(3)).ToArray())
        {
            table.Remove(table.Find(key));
            expected.Remove(key);
        }
        Copy(new SlabPart<Entry>(table.Records),
            new SlabPart<Entry>(copy.Records, () => copy.Reindex(slot => copy.Records.Read(slot).Key.Low == 0)));

        AssertEqual(expected, keys, copy);
        foreach (var key in keys.Where(k => !expected.ContainsKey(k)))
        {
            Add(copy, key, 7);
            expected.Add(key, 7);
        }
        AssertEqual(expected, keys, copy);
    });

    private static void Add(Table<Entry> table, EntityKey key, long value) =>
        table.Records.Write(table.Add(key)) = new Entry { Key = key, Value = value };

    // Keys that share their lower halves collide everywhere; runs of neighbours go round the end of the index.
    private static EntityKey[] Keys(Chance chance)
    {
        var spread = new[] { 3, 60, 5_000, int.MaxValue }[chance.Below(4)];
        var first = (ulong)uint.MaxValue - (ulong)chance.Below(40);
        return [.. Enumerable.Range(1, 40 + chance.Below(1_500))
            .Select(i => new EntityKey((ulong)i,
                spread == int.MaxValue ? chance.Next() | 1 : first + (ulong)chance.Below(spread) + 1))
            .Where(key => key.Low != 0)];
    }

    private static void Copy(SnapshotPart from, SnapshotPart to)
    {
        using var cut = from.Cut();
        while (cut.CopyNext()) { }
        var next = 0;
        to.Load(cut.Shape, () => cut.Block(next++).ToArray());
    }

    private static void AssertEqual(Dictionary<EntityKey, long> expected, EntityKey[] keys, Table<Entry> table)
    {
        Assert.Equal(expected.Count, table.Count);
        foreach (var key in keys)
        {
            var slot = table.Find(key);
            Assert.Equal(expected.TryGetValue(key, out var value), slot >= 0);
            if (slot >= 0) Assert.Equal(value, table.Records.Read(slot).Value);
        }
    }
}
