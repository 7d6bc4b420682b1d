using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FinData.Domain.Accounts;
using FinData.Domain.Records;
using FinData.Engine.Journals;
using FinData.Engine.Memory;
using FinData.Engine.Shards;
using FinData.Tests.Engine;

namespace FinData.Tests.Audit;

/// <summary>
/// A journal as it was written before zero words in between were left out: accounts' events have all words up to the
/// last that is not zero.
/// </summary>
internal sealed unsafe class DenseJournal(Journal inner) : JournalAlone(inner)
{
    /// <summary>Frames that were given in their older form.</summary>
    public int Rewritten { get; private set; }

    public override void Read(int shard, int from, int to, uint tags, Visitor visit) =>
        base.Read(shard, from, to, tags, (number, data, length) =>
        {
            var header = *(BatchHeader*)data;
            using var dense = new NativeBuffer(length * 2);
            dense.Reserve(sizeof(BatchHeader));
            var e = (EventHeader*)(data + sizeof(BatchHeader));
            for (var i = 0; i < header.Frames; i++, e = EventFrame.Next(e)) Write(dense, e);
            var tail = sizeof(BatchHeader) + header.FrameBytes;
            header.FrameBytes = dense.Length - sizeof(BatchHeader);
            dense.Write(new ReadOnlySpan<byte>(data + tail, length - tail - sizeof(uint)));
            *(BatchHeader*)dense.Start = header;
            var checksum = Crc32C.Compute(dense.Written);
            dense.Write(MemoryMarshal.AsBytes(new Span<uint>(ref checksum)));
            return visit(number, dense.Start, dense.Length);
        });

    private void Write(NativeBuffer to, EventHeader* e)
    {
        if ((e->BodyWords & EventFrame.Sparse) == 0 || e->Kind is 0 or >= (byte)EntityKind.Product)
        {
            to.Write(new ReadOnlySpan<byte>(e, e->Length));
            return;
        }
        var body = EventFrame.Body<AccountEvent>(e);
        var all = new ReadOnlySpan<ulong>(&body, sizeof(AccountEvent) / 8);
        var words = all[..(all.LastIndexOfAnyExcept(0UL) + 1)];
        var before = sizeof(EventHeader) + (e->BodyWords & ~EventFrame.Sparse) * 8;
        var texts = e->NameLength + e->IdLength + e->OtherLength + e->NoteLength;
        var header = *e;
        header.Length = sizeof(EventHeader) + words.Length * 8 + texts + 7 & ~7;
        header.BodyWords = (byte)words.Length;
        var at = to.Reserve(header.Length);
        Unsafe.InitBlock(at, 0, (uint)header.Length);
        *(EventHeader*)at = header;
        words.CopyTo(new Span<ulong>(at + sizeof(EventHeader), words.Length));
        new ReadOnlySpan<byte>((byte*)e + before, texts)
            .CopyTo(new Span<byte>(at + sizeof(EventHeader) + words.Length * 8, texts));
        Rewritten++;
    }
}
