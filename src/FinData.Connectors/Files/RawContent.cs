using System.Security.Cryptography;

namespace FinData.Connectors.Files;

/// <summary>The bytes of a file as they are stored, hashed while they pass.</summary>
internal sealed class RawContent(Stream inner) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] beginning = [];
    private int beginningRead;

    /// <summary>How many bytes were read.</summary>
    public long BytesRead { get; private set; }

    /// <summary>True once a reader was told that nothing more comes.</summary>
    public bool IsEndSeen { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Looks at the first bytes, which are read again afterwards.</summary>
    public bool StartsWith(ReadOnlySpan<byte> magic)
    {
        var beginning = new byte[magic.Length];
        var length = inner.ReadAtLeast(beginning, magic.Length, throwOnEndOfStream: false);
        hash.AppendData(beginning, 0, length);
        this.beginning = beginning[..length];
        return magic.SequenceEqual(this.beginning);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0) return 0;
        if (beginningRead < beginning.Length)
        {
            var length = Math.Min(buffer.Length, beginning.Length - beginningRead);
            beginning.AsSpan(beginningRead, length).CopyTo(buffer);
            beginningRead += length;
            return length;
        }
        var read = inner.Read(buffer);
        hash.AppendData(buffer[..read]);
        BytesRead += read;
        IsEndSeen |= read == 0;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>SHA-256 of all bytes so far, as hexadecimal digits; ends the hashing.</summary>
    public string FinishHash() => Convert.ToHexStringLower(hash.GetHashAndReset());

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
