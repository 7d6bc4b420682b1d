using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FinData.Connectors.Files;
using FinData.Engine.Streams;

namespace FinData.Tests.Records;

public class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\n\nb", "a||b")]
    [InlineData("a\r\nb\r\n", "a\r|b\r")]
    [InlineData("\n", "")]
    public void Lines_are_the_same_plain_and_compressed(string text, string lines)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        Assert.Equal(text.Length == 0 ? [] : lines.Split('|'), Read(plain).Lines);
        if (text.Length > 0) Assert.Equal(lines.Split('|'), Read(Gzip(plain)).Lines);
    }

    [Fact]
    public void Long_and_short_lines_come_whole_whatever_the_buffer()
    {
        var random = new Random(1);
        var lines = Enumerable.Range(0, 300).Select(i => new string((char)('a' + i % 26), random.Next(3) switch
        {
            0 => random.Next(10),
            1 => random.Next(1_000),
            _ => random.Next(200_000),
        })).ToArray();
        var plain = Encoding.ASCII.GetBytes(string.Join('\n', lines));

        Assert.Equal(lines, Read(plain).Lines);
        Assert.Equal(lines, Read(plain, dribble: 1_000).Lines);
        Assert.Equal(lines, Read(Gzip(plain)).Lines);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(70_000)]
    [InlineData(200_000)]
    public void A_line_that_is_too_long_gives_its_beginning_and_harms_no_other(int max)
    {
        var (fits, exceeds) = (new string('f', max), new string('x', 5 * max) + "tail");
        var text = Encoding.ASCII.GetBytes($"{fits}\n{fits}y\n{exceeds}\n{fits}\n{exceeds}");
        using var reader = new LineReader(new MemoryStream(text), "long", max);

        (char, bool)[] expected = [('f', false), ('f', true), ('x', true), ('f', false), ('x', true)];
        foreach (var (letter, tooLong) in expected)
        {
            Assert.True(reader.TryRead(out var line));
            Assert.Equal(new string(letter, max), Encoding.ASCII.GetString(line));
            Assert.Equal(tooLong, reader.IsTooLong);
        }
        Assert.False(reader.TryRead(out _));
        Assert.Equal((5L, Hash(text)), (reader.LineNumber, reader.ContentHash));
    }

    [Fact]
    public void The_hash_is_that_of_the_stored_bytes_once_all_is_read()
    {
        var stored = Gzip("a\nb\n"u8.ToArray());
        using var reader = new LineReader(new MemoryStream(stored), "file");
        while (reader.TryRead(out _)) Assert.Null(reader.ContentHash);
        Assert.Equal(Hash(stored), reader.ContentHash);
        Assert.Equal(Hash([]), Read([]).Hash);
    }

    [Fact]
    public void A_gzip_file_may_have_several_members()
    {
        byte[] stored =
            [.. Gzip("a\nb"u8.ToArray()), .. Gzip("c\n"u8.ToArray()), .. Gzip([]), .. Gzip("d"u8.ToArray())];
        var read = Read(stored, dribble: 7);
        Assert.Equal(["a", "bc", "d"], read.Lines);
        Assert.Equal(Hash(stored), read.Hash);
    }

    [Fact]
    public void A_gzip_file_that_breaks_off_anywhere_is_an_error()
    {
        var stored = Gzip(Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 400))));
        for (var length = 2; length < stored.Length; length++)
            Assert.Throws<SourceException>(() => Read(stored[..length]));
        for (var length = 2; length < stored.Length; length++)
            Assert.Throws<SourceException>(() => Read([.. stored, .. stored[..length]]));
    }

    [Fact]
    public void A_large_gzip_file_that_breaks_off_names_file_last_line_and_remedy()
    {
        var random = new Random(1);
        var numbers = Enumerable.Range(0, 100_000).Select(_ => random.Next());
        var stored = Gzip(Encoding.ASCII.GetBytes(string.Join('\n', numbers)));
        foreach (var length in (int[])[8_192, 65_536, 8_192 * 40, stored.Length - 8, stored.Length - 1])
        {
            using var reader = new LineReader(new MemoryStream(stored[..length]), "2018-04.csv.gz");
            var error = Assert.Throws<SourceException>(() => { while (reader.TryRead(out _)) { } });
            Assert.StartsWith(
                $"2018-04.csv.gz is damaged or breaks off after line {reader.LineNumber}.", error.Message);
            Assert.Contains("Put a whole copy", error.Message);
            Assert.False(error.IsTransient);
            Assert.Null(reader.ContentHash);
            Assert.False(reader.TryRead(out _));
            Assert.InRange(reader.LineNumber, length < 10_000 ? 0 : 1_000, 100_000);
        }
    }

    [Fact]
    public void A_damaged_byte_of_data_or_checksum_never_changes_what_is_read()
    {
        var plain = string.Join('\n', Enumerable.Range(0, 400));
        var stored = Gzip(Encoding.ASCII.GetBytes(plain));
        var errors = 0;
        for (var i = 10; i < stored.Length; i++)
        {
            var damaged = stored.ToArray();
            damaged[i] ^= 0x10;
            try
            {
                Assert.Equal(plain, string.Join('\n', Read(damaged).Lines));
            }
            catch (SourceException)
            {
                errors++;
            }
        }
        // The last bits before the checksum may be unused, so that one byte can be changed unnoticed.
        Assert.InRange(errors, stored.Length - 11, stored.Length - 10);
    }

    [Fact]
    public void A_file_whose_checksum_is_another_gives_no_line()
    {
        var path = Path.GetTempFileName();
        try
        {
            var stored = Gzip("a\nb\n"u8.ToArray());
            stored[^5] ^= 1;
            File.WriteAllBytes(path, stored);
            var error = Assert.Throws<SourceException>(() => LineReader.Open(path));
            Assert.Equal($"{path} is damaged or breaks off after line 0. Its compressed data are not whole. Nothing " +
                "of it was taken. Put a whole copy of the file in its place and read it again.", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public void Other_bytes_after_the_compressed_data_are_an_error(int count) =>
        Assert.Throws<SourceException>(() => Read([.. Gzip("a\n"u8.ToArray()), .. new byte[count]]));

    [Fact]
    public void A_file_that_is_not_there_is_an_error_that_names_it()
    {
        var error = Assert.Throws<SourceException>(() => LineReader.Open("/nowhere/2018-04.csv.gz"));
        Assert.Contains("/nowhere/2018-04.csv.gz", error.Message);
    }

    private static (string[] Lines, string? Hash) Read(byte[] stored, int dribble = int.MaxValue)
    {
        using var reader = new LineReader(new Dribble(stored, dribble), "file");
        var lines = new List<string>();
        while (reader.TryRead(out var line))
        {
            Assert.False(reader.IsTooLong);
            lines.Add(Encoding.ASCII.GetString(line));
            Assert.Equal(lines.Count, reader.LineNumber);
        }
        return ([.. lines], reader.ContentHash);
    }

    private static byte[] Gzip(byte[] plain)
    {
        var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionLevel.Optimal)) gzip.Write(plain);
        return stored.ToArray();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Gives at most so many bytes at a time, as a pipe would.</summary>
    private sealed class Dribble(byte[] bytes, int most) : MemoryStream(bytes)
    {
        // A memory stream that is derived from reads spans by way of this.
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, most));
    }
}
