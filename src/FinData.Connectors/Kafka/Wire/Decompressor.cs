using System.IO.Compression;
using System.Runtime.InteropServices;
using FinData.Engine.Memory;

namespace FinData.Connectors.Kafka.Wire;

/// <summary>
/// Unpacks the records of a batch: gzip by .NET, snappy by Snappier, LZ4 and zstd by the system's libraries.
/// </summary>
/// <remarks>One thread. The result is valid until the next call.</remarks>
internal sealed unsafe partial class Decompressor : IDisposable
{
    // A batch of 1 MiB, Kafka's usual limit, of the same byte over and over unpacks to a few hundred MiB.
    private const int BytesMax = 256 << 20;

    private readonly NativeBuffer output = new(1 << 20);
    private nint lz4, zstd;

    public ReadOnlySpan<byte> Unpack(int codec, ReadOnlySpan<byte> packed, BatchPlace place)
    {
        output.Clear();
        try
        {
            switch (codec)
            {
                case 1: Gzip(packed, place); break;
                case 2: Unsnap(packed, place); break;
                case 3: Lz4(packed, place); break;
                case 4: Zstd(packed, place); break;
                default: throw new KafkaException($"{place} is compressed by an unknown codec {codec}.", false);
            }
        }
        catch (DllNotFoundException e)
        {
            throw new KafkaException($"{place} is compressed with {(codec == 3 ? "LZ4" : "zstd")}, whose library is " +
                $"missing: install {(codec == 3 ? "liblz4-1" : "libzstd1")}.", false, e);
        }
        return output.Written;
    }

    public void Dispose()
    {
        output.Dispose();
        if (lz4 != 0) _ = LZ4F_freeDecompressionContext(lz4);
        if (zstd != 0) _ = ZSTD_freeDStream(zstd);
        (lz4, zstd) = (0, 0);
    }

    private void Gzip(ReadOnlySpan<byte> packed, BatchPlace place)
    {
        try
        {
            fixed (byte* bytes = packed)
            {
                using var source = new UnmanagedMemoryStream(bytes, packed.Length);
                using var unpacked = new GZipStream(source, CompressionMode.Decompress);
                for (var read = Step; read == Step;)
                {
                    var room = new Span<byte>(Room(Step, place), Step);
                    read = unpacked.ReadAtLeast(room, Step, throwOnEndOfStream: false);
                    output.Truncate(output.Length - Step + read);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(place, e.Message);
        }
    }

    private void Lz4(ReadOnlySpan<byte> packed, BatchPlace place)
    {
        if (lz4 == 0 && LZ4F_createDecompressionContext(out lz4, 100) != 0) throw Damaged(place, "LZ4 has no memory");
        fixed (byte* from = packed)
        {
            nuint done = 0, more = 1;
            while (more != 0 && done < (nuint)packed.Length)
            {
                nuint room = Step, read = (nuint)packed.Length - done;
                var to = Room(Step, place);
                more = LZ4F_decompress(lz4, to, ref room, from + done, ref read, null);
                output.Truncate(output.Length - Step + (int)room);
                done += read;
                if (LZ4F_isError(more) != 0)
                {
                    LZ4F_resetDecompressionContext(lz4);
                    throw Damaged(place, Marshal.PtrToStringUTF8(LZ4F_getErrorName(more)));
                }
            }
            if (more == 0) return;
            LZ4F_resetDecompressionContext(lz4);
            throw Damaged(place, "it breaks off");
        }
    }

    private void Zstd(ReadOnlySpan<byte> packed, BatchPlace place)
    {
        if (zstd == 0) zstd = ZSTD_createDStream();
        _ = ZSTD_initDStream(zstd);
        fixed (byte* from = packed)
        {
            var input = new Buffer { Start = from, Size = (nuint)packed.Length };
            nuint more = 1;
            while (more != 0)
            {
                var target = new Buffer { Start = Room(Step, place), Size = Step };
                more = ZSTD_decompressStream(zstd, ref target, ref input);
                output.Truncate(output.Length - Step + (int)target.Position);
                if (ZSTD_isError(more) != 0) throw Damaged(place, Marshal.PtrToStringUTF8(ZSTD_getErrorName(more)));
                if (more != 0 && target.Position == 0 && input.Position == input.Size)
                    throw Damaged(place, "it breaks off");
            }
        }
    }

    private const int Step = 1 << 20;

    private byte* Room(int bytes, BatchPlace place)
    {
        if (bytes <= BytesMax - output.Length) return output.Reserve(bytes);
        throw new KafkaException($"{place} unpacks to more than {BytesMax >> 20} MiB. Send smaller batches.", false);
    }

    private static KafkaException Damaged(BatchPlace place, string? why) => new(
        $"{place} cannot be unpacked: {why}. Its checksum is right, so its producer has written it so.", false);

    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public byte* Start;
        public nuint Size, Position;
    }

    [LibraryImport("liblz4.so.1")]
    private static partial nuint LZ4F_createDecompressionContext(out nint context, uint version);

    [LibraryImport("liblz4.so.1")]
    private static partial nuint LZ4F_freeDecompressionContext(nint context);

    [LibraryImport("liblz4.so.1")]
    private static partial void LZ4F_resetDecompressionContext(nint context);

    [LibraryImport("liblz4.so.1")]
    private static partial nuint LZ4F_decompress(nint context, byte* to, ref nuint toSize, byte* from,
        ref nuint fromSize, void* options);

    [LibraryImport("liblz4.so.1")]
    private static partial uint LZ4F_isError(nuint code);

    [LibraryImport("liblz4.so.1")]
    private static partial nint LZ4F_getErrorName(nuint code);

    [LibraryImport("libzstd.so.1")]
    private static partial nint ZSTD_createDStream();

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_freeDStream(nint stream);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_initDStream(nint stream);

    [LibraryImport("libzstd.so.1")]
    private static partial nuint ZSTD_decompressStream(nint stream, ref Buffer output, ref Buffer input);

    [LibraryImport("libzstd.so.1")]
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport("libzstd.so.1")]
    private static partial nint ZSTD_getErrorName(nuint code);
}
