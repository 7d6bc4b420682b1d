using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FinData.Domain.Fraud.Models;

// A model as bytes, all little-endian:
//
//   4     the letters FDM and the version, 1
//   4     bytes of all
//   4     features        their names follow, each with its length as one byte before it
//   4     bytes of notes  UTF-8 text follows: what the model was made of
//   4     trees
//   4     depth d
//   8     bias, in parts
//   for each tree:  2^d splits of (feature 4, threshold 4), the first unused;  2^(d+1) values of 4, the first unused
//   32    SHA-256 of all before
public sealed partial class TreeModel
{
    private const int FormatVersion = 1;
    private const int HashBytes = 32;
    private const int BytesMax = 64 << 20;

    /// <summary>The model as a file; the same model gives the same bytes.</summary>
    /// <param name="notes">What it was made of, for people: kept, and never read by scoring.</param>
    public byte[] ToBytes(string notes)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write([(byte)'F', (byte)'D', (byte)'M', FormatVersion]);
        writer.Write(0);
        writer.Write(Features.Count);
        foreach (var name in Features)
        {
            writer.Write((byte)Encoding.UTF8.GetByteCount(name));
            writer.Write(Encoding.UTF8.GetBytes(name));
        }
        writer.Write(Encoding.UTF8.GetByteCount(notes));
        writer.Write(Encoding.UTF8.GetBytes(notes));
        writer.Write(Trees);
        writer.Write(Depth);
        writer.Write(Bias);
        for (var tree = 0; tree < Trees; tree++)
        {
            foreach (var split in splits.AsSpan(tree << Depth, 1 << Depth))
            {
                writer.Write(split.Feature);
                writer.Write(split.Threshold);
            }
            foreach (var value in values.AsSpan(tree << (Depth + 1), 2 << Depth)) writer.Write(value);
        }
        var bytes = new byte[stream.Length + HashBytes];
        stream.GetBuffer().AsSpan(0, (int)stream.Length).CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length);
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - HashBytes), bytes.AsSpan(bytes.Length - HashBytes));
        return bytes;
    }

    /// <summary>What tells two models apart: the beginning of the hash at a file's end, in hexadecimal.</summary>
    public static string NameOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes[^HashBytes..][..6]);

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="fileName">What errors call it.</param>
    /// <param name="known">The features that can be computed; the model's have to be the first of them.</param>
    /// <param name="notes">What the model was made of.</param>
    /// <exception cref="FraudException">
    /// The bytes are no model, cut short, damaged, of a newer version, or for other features.
    /// </exception>
    public static TreeModel Read(ReadOnlySpan<byte> bytes, string fileName, IReadOnlyList<string> known,
        out string notes)
    {
        if (bytes.Length < 8 || !bytes.StartsWith("FDM"u8))
            throw new FraudException($"{fileName} is no fraud model. Train one with 'findata fraud train'.");
        if (bytes[3] > FormatVersion)
        {
            throw new FraudException($"{fileName} is a model of version {bytes[3]}; this program reads version " +
                $"{FormatVersion}. Use the program that made it, or train it again.");
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (bytes.Length != length)
        {
            throw new FraudException($"{fileName} has {bytes.Length} bytes of {length}: it was cut short or added " +
                "to. Copy it again.");
        }
        if (length is < HashBytes + 8 or > BytesMax
            || !SHA256.HashData(bytes[..^HashBytes]).AsSpan().SequenceEqual(bytes[^HashBytes..]))
        {
            throw new FraudException($"{fileName} is damaged: its checksum is another. Copy it again.");
        }
        var reader = new Reader(bytes[8..^HashBytes], fileName);
        var names = new string[reader.Count(max: 4096)];
        for (var i = 0; i < names.Length; i++) names[i] = reader.Text(reader.Take(1)[0]);
        for (var i = 0; i < names.Length; i++)
        {
            if (i < known.Count && names[i] == known[i]) continue;
            throw new FraudException($"{fileName} has '{names[i]}' as feature {i + 1}, where this program computes " +
                $"'{(i < known.Count ? known[i] : "nothing")}'. Use the program that made it, or train it again.");
        }
        notes = reader.Text(reader.Count(max: BytesMax));
        return ReadTrees(ref reader, names);
    }

    private static TreeModel ReadTrees(ref Reader reader, string[] names)
    {
        var trees = reader.Count(max: 1 << 16);
        var depth = reader.Count(max: DepthMax);
        var bias = BinaryPrimitives.ReadInt64LittleEndian(reader.Take(8));
        var (splits, values) = (new Split[trees << depth], new int[trees << (depth + 1)]);
        for (var tree = 0; tree < trees; tree++)
        {
            for (var i = 0; i < 1 << depth; i++)
            {
                splits[(tree << depth) + i] = new()
                {
                    Feature = reader.Count(max: names.Length - 1),
                    Threshold = BinaryPrimitives.ReadSingleLittleEndian(reader.Take(4)),
                };
            }
            for (var i = 0; i < 2 << depth; i++)
                values[(tree << (depth + 1)) + i] = BinaryPrimitives.ReadInt32LittleEndian(reader.Take(4));
        }
        return new TreeModel(names, depth, bias, splits, values);
    }

    private ref struct Reader(ReadOnlySpan<byte> rest, string fileName)
    {
        private ReadOnlySpan<byte> rest = rest;

        public ReadOnlySpan<byte> Take(int count)
        {
            if (count > rest.Length) throw Broken();
            var taken = rest[..count];
            rest = rest[count..];
            return taken;
        }

        public int Count(int max)
        {
            var count = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
            return count >= 0 && count <= max ? count : throw Broken();
        }

        public string Text(int length) => Encoding.UTF8.GetString(Take(length));

        private readonly FraudException Broken() =>
            new($"{fileName} is damaged: a count in it cannot be. Copy it again, or train the model again.");
    }
}
