using System.Text;
using FinData.Engine.Shards;

namespace FinData.Tests.Journals;

/// <summary>
/// Sealed batches with a text in place of events: all that a journal knows of them is their number, tags and bytes.
/// </summary>
internal static unsafe class TestBatch
{
    public static Batch Of(int shard, int number, string text = "", uint tags = 0)
    {
        var batch = new Batch();
        batch.Begin(shard, number, 0);
        batch.Data.Write(Encoding.ASCII.GetBytes(text));
        batch.Tags = tags;
        batch.Seal(1, 0, new byte[32]);
        return batch;
    }

    /// <summary>The text of a batch that was read, after all that can be checked of it.</summary>
    public static string TextOf(byte* data, int length, int shard, int number)
    {
        var batch = BatchReader.Open(data, length, shard, number);
        return Encoding.ASCII.GetString((byte*)batch.FirstFrame, batch.Header.FrameBytes);
    }
}
