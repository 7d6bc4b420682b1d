using System.Text;
using FinData.Engine.Entities;
using FinData.Engine.Memory;
using FinData.TestKit;

namespace FinData.Tests.Memory;

public class TextStoreTests
{
    [Fact]
    public void A_store_gives_back_every_text_also_after_it_was_saved_and_loaded() => Seeds.Each(20, seed =>
    {
        var chance = new Chance(seed);
        using var store = new TextStore();
        using var loaded = new TextStore();
        var texts = Enumerable.Range(0, chance.Below(12_000)).Select(i => Text(chance, i)).ToArray();
        var places = texts.Select(t => store.Add(t)).ToArray();
        Copy(store, loaded);
        foreach (var each in new[] { store, loaded })
        {
            for (var i = 0; i < texts.Length; i++)
                Assert.True(texts[i].AsSpan().SequenceEqual(each.Read(places[i], texts[i].Length)),
                    $"Text {i} is another.");
            // What comes after a load does not go over what was there.
            var last = each.Add("the last one"u8);
            Assert.Equal("the last one", Encoding.ASCII.GetString(each.Read(last, 12)));
            if (texts.Length > 0)
                Assert.True(texts[^1].AsSpan().SequenceEqual(each.Read(places[^1], texts[^1].Length)));
        }
    });

    [Fact]
    public void A_store_takes_an_empty_text_first()
    {
        using var store = new TextStore();
        var place = store.Add([]);
        Assert.Equal(0, store.Read(place, 0).Length);
        Assert.Equal("a", Encoding.ASCII.GetString(store.Read(store.Add("a"u8), 1)));
    }

    [Fact]
    public void Another_thread_reads_what_is_there_while_more_is_added()
    {
        using var store = new TextStore();
        var place = store.Add("the first one"u8);
        var reads = 0;
        var isDone = false;
        var reader = new Thread(() =>
        {
            for (; !Volatile.Read(ref isDone) || reads == 0; reads++)
                if (!store.Read(place, 13).SequenceEqual("the first one"u8))
                    throw new InvalidOperationException("torn");
        });
        reader.Start();
        for (var i = 0; i < 100_000; i++) store.Add(new byte[i % 200]);
        Volatile.Write(ref isDone, true);
        reader.Join();
        Assert.True(reads > 0);
    }

    private static byte[] Text(Chance chance, int i)
    {
        var text = new byte[chance.OneIn(20) ? 255 : chance.Below(40)];
        for (var at = 0; at < text.Length; at++) text[at] = (byte)(i + at);
        return text;
    }

    private static void Copy(TextStore from, TextStore to)
    {
        using var cut = new TextPart(from).Cut();
        // What is added after the cut is none of it.
        from.Add("after the cut"u8);
        var next = 0;
        new TextPart(to).Load(cut.Shape, () => cut.Block(next++).ToArray());
    }
}
