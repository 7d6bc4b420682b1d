namespace FinData.Engine.Actors;

/// <summary>The children of one actor, in the order in which they were spawned.</summary>
/// <remarks>
/// Locked, since a child takes itself off the list when it stops, and anybody may spawn at the top of the system.
/// </remarks>
internal sealed class Children
{
    private readonly Lock gate = new();
    private readonly LinkedList<ActorCell> inOrder = new();
    private readonly Dictionary<string, LinkedListNode<ActorCell>> byName = [];
    private long unnamedCount;
    private bool isOpen = true;

    public bool IsEmpty
    {
        get { lock (gate) return inOrder.Count == 0; }
    }

    public string NextName() => $"${Interlocked.Increment(ref unnamedCount)}";

    public void Add(ActorCell child)
    {
        lock (gate)
        {
            if (!isOpen) throw new ActorException($"{child.Path} can't be spawned: its parent is stopping.");
            if (byName.ContainsKey(child.Path.Name))
                throw new ActorException($"{child.Path} can't be spawned: an actor of this name still runs there.");
            byName.Add(child.Path.Name, inOrder.AddLast(child));
        }
    }

    public void Remove(ActorCell child)
    {
        lock (gate)
            if (byName.Remove(child.Path.Name, out var node)) inOrder.Remove(node);
    }

    /// <summary>From now on nothing is added, so that the list can only become empty.</summary>
    public ActorCell[] Close()
    {
        lock (gate)
        {
            isOpen = false;
            return [.. inOrder];
        }
    }

    public void Reopen()
    {
        lock (gate) isOpen = true;
    }

    public ActorCell[] ToArray()
    {
        lock (gate) return [.. inOrder];
    }
}
