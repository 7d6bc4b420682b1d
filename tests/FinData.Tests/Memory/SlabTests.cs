using FinData.Engine.Memory;
using FinData.TestKit;

namespace FinData.Tests.Memory;

/// <summary>The slab against a list, and its cuts against what it held when they were begun.</summary>
public class SlabTests
{
    private struct Wide
    {
        public long First;
        private unsafe fixed long between[125];
        public long Last;
    }

    [Fact]
    public void A_slab_gives_zeroed_slots_and_uses_freed_ones_again() => Seeds.Each(20, seed =>
    {
        var chance = new Chance(seed);
        using var slab = new Slab<Wide>();
        var expected = new Dictionary<int, long>();
        var most = 0;
        for (var step = 0L; step < 8_000; step++)
        {
            if (expected.Count == 0 || !chance.OneIn(3))
            {
                var slot = slab.Add();
                Assert.Equal((0L, 0L), (slab.Read(slot).First, slab.Read(slot).Last));
                expected.Add(slot, step);
                (slab.Write(slot).First, slab.Write(slot).Last) = (step, ~step);
                most = Math.Max(most, expected.Count);
            }
            else
            {
                var slot = expected.Keys.ElementAt(chance.Below(Math.Min(expected.Count, 50)));
                slab.Remove(slot);
                expected.Remove(slot);
            }
        }
        Assert.Equal((most, most - expected.Count), (slab.Count, slab.FreeCount));
        foreach (var (slot, value) in expected)
            Assert.Equal((value, ~value), (slab.Read(slot).First, slab.Read(slot).Last));
    });

    [Fact]
    public void A_cut_is_what_the_slab_held_whatever_is_written_while_another_thread_copies() => Seeds.Each(60, seed =>
    {
        var chance = new Chance(seed);
        using var slab = new Slab<Wide>();
        var count = 1 + chance.Below(3_000);
        for (var slot = 0; slot < count; slot++) Set(slab, slab.Add(), slot);
        for (var i = 0; i < count / 10; i++) slab.Remove(i * 10);

        for (var round = 1; round <= 3; round++)
        {
            var before = Enumerable.Range(0, slab.Count)
                .Select(slot => (slab.Read(slot).First, slab.Read(slot).Last)).ToArray();
            using var cut = slab.BeginCut();
            var copier = new Thread(() =>
            {
                while (cut.CopyNext()) { }
            });
            copier.Start();
            for (var i = 0; i < 2_000; i++)
            {
                if (chance.OneIn(4)) Set(slab, slab.Add(), -i);
                else Set(slab, chance.Below(count), i * (long)round);
            }
            copier.Join();
            while (cut.CopyNext()) { }
            Assert.Equal(before.Length, cut.Count);
            for (var slot = 0; slot < before.Length; slot++)
                Assert.Equal(before[slot], (cut.Read<Wide>(slot).First, cut.Read<Wide>(slot).Last));
            slab.EndCut();
        }
    });

    [Fact]
    public void A_slab_of_records_larger_than_a_chunk_keeps_each_apart()
    {
        using var slab = new Slab<Huge>();
        for (var slot = 0; slot < 20; slot++)
            Assert.Equal(slot, slab.Add());
        for (var slot = 0; slot < 20; slot++) (slab.Write(slot).First, slab.Write(slot).Last) = (slot, -slot);
        for (var slot = 0; slot < 20; slot++)
            Assert.Equal((slot, -slot), (slab.Read(slot).First, slab.Read(slot).Last));
    }

    // A record that is half written shows in a cut, since its ends differ.
    private static void Set(Slab<Wide> slab, int slot, long value) =>
        (slab.Write(slot).First, slab.Write(slot).Last) = (value, ~value);

    private struct Huge
    {
        public long First;
        private unsafe fixed long between[40_000];
        public long Last;
    }
}
