using System.Runtime.CompilerServices;
using FinData.Engine.Memory;

namespace FinData.Engine.Entities;

/// <summary>An active part in its slab, and the entity that has it.</summary>
public struct ActivePart<TActive> where TActive : unmanaged
{
    /// <summary>The part itself.</summary>
    public TActive Part;

    /// <summary>The entity's slot and one; 0 while the part is free.</summary>
    public int Owner;
}

/// <summary>An entity's active part: read as zero until it is first written.</summary>
/// <param name="slab">The parts of the entity's region.</param>
/// <param name="owner">The entity's slot.</param>
/// <param name="place">The place of its part and one; 0 without one.</param>
public ref struct Active<TActive>(Slab<ActivePart<TActive>> slab, int owner, ref int place) where TActive : unmanaged
{
    private static readonly TActive nothing;
    private readonly Slab<ActivePart<TActive>> slab = slab;
    private readonly int owner = owner;
    private readonly ref int place = ref place;

    /// <summary>For reading; all zero without one.</summary>
    public readonly ref readonly TActive Read => ref place == 0 ? ref nothing : ref slab.Read(place - 1).Part;

    /// <summary>For writing; given on first use.</summary>
    public readonly ref TActive Write()
    {
        if (place == 0) Give();
        return ref slab.Write(place - 1).Part;
    }

    /// <summary>Gives it back.</summary>
    public readonly void Release()
    {
        if (place == 0) return;
        slab.Remove(place - 1);
        place = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Give()
    {
        place = slab.Add() + 1;
        slab.Write(place - 1).Owner = owner + 1;
    }
}
