using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FinData.Engine.Memory;

internal static unsafe class Cache
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }
}
