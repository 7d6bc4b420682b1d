namespace FinData.Engine.Actors;

/// <summary>The instance of an actor, its mailbox, its stash and what it watches.</summary>
internal sealed class ActorCell<TMessage> : ActorCell where TMessage : notnull
{
    private readonly Func<Actor<TMessage>> factory;
    private readonly Mailbox<TMessage> mailbox;
    private readonly Queue<TMessage> stash = new();
    private readonly HashSet<ActorCell> watched = [];
    private readonly ActorContext<TMessage> context;
    private readonly ActorTimers<TMessage> timers;
    private Queue<TMessage> unstashed = new();
    private Actor<TMessage>? actor;
    private Behavior<TMessage>? behavior;
    private TMessage? current;
    private bool hasCurrent;
    private bool isStarted;
    private int pipeCount;

    public ActorCell(
        ActorSystem system, ActorCell? parent, ActorPath path, Func<Actor<TMessage>> factory, SpawnOptions options)
        : base(system, parent, path, options)
    {
        this.factory = factory;
        mailbox = new Mailbox<TMessage>(options.MailboxCapacity, system.Dispatcher);
        Self = new LocalRef<TMessage>(this);
        timers = new ActorTimers<TMessage>(this);
        context = new ActorContext<TMessage>(this, timers);
    }

    public ActorRef<TMessage> Self { get; }

    public override ActorRef Address => Self;

    protected override bool IsStarted => isStarted;

    public bool Tell(TMessage message) => IsAccepted(mailbox.Post(message), message);

    public ValueTask<bool> TellAsync(TMessage message, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<bool>(cancellationToken);
        var result = mailbox.PostOrWait(message, cancellationToken, out var admitted);
        return admitted is null ? ValueTask.FromResult(IsAccepted(result, message)) : new ValueTask<bool>(admitted);
    }

    public void Post(Reserved<TMessage> item)
    {
        if (mailbox.Post(item)) Schedule();
    }

    public override void PostTerminated(ActorCell cell) => Post(new TerminatedNotice<TMessage>(cell));

    public override void PostDrain() => Post(new DrainMark<TMessage>());

    /// <summary>Handles one message by the present behavior.</summary>
    public void Receive(TMessage message)
    {
        (current, hasCurrent) = (message, true);
        behavior!(message, context);
        (current, hasCurrent) = (default, false);
    }

    public void Become(Behavior<TMessage> next) => behavior = next;

    public void Stash()
    {
        if (!hasCurrent) throw new InvalidOperationException($"{Path} handles no message that it could stash.");
        if (stash.Count >= Options.StashCapacity)
            throw new ActorException($"The stash of {Path} is full with {stash.Count} messages.");
        stash.Enqueue(current!);
        (current, hasCurrent) = (default, false);   // Now the stash answers for it.
    }

    public void UnstashAll()
    {
        // What came first goes first: the stash was filled before the rest of what is being unstashed.
        if (stash.Count > 0) unstashed = new Queue<TMessage>([.. stash, .. unstashed]);
        stash.Clear();
    }

    public void Watch(ActorCell cell)
    {
        if (watched.Add(cell)) cell.Post(new SystemMessage.Watch(this));
    }

    public void Unwatch(ActorCell cell)
    {
        if (watched.Remove(cell)) cell.Post(new SystemMessage.Unwatch(this));
    }

    /// <summary>A watch that was ended in the meantime says nothing.</summary>
    public void Terminated(ActorCell cell)
    {
        if (watched.Remove(cell)) actor!.OnTerminated(cell.Address, context);
    }

    public void Pipe<TResult>(
        Task<TResult> task, Func<TResult, TMessage> map, Func<Exception, TMessage>? failed)
    {
        if (pipeCount >= Options.PipesMax)
            throw new ActorException($"{Path} has {pipeCount} piped tasks under way, which is its limit.");
        pipeCount++;
        var piped = new Piped<TMessage, TResult>(task, map, failed);
        task.GetAwaiter().UnsafeOnCompleted(() => Post(piped));
    }

    public void PipeEnded() => pipeCount--;

    protected override bool HasMessages() => unstashed.Count > 0 || !mailbox.IsEmpty;

    protected override bool ReceiveNext()
    {
        if (unstashed.TryDequeue(out var message)) Receive(message);
        else if (!mailbox.TryTake(out var next)) return false;
        else if (next.Reserved is { } reserved) reserved.Deliver(this);
        else Receive(next.Message);
        return true;
    }

    protected override void StartInstance()
    {
        actor = factory();
        behavior = actor.Receive;
        actor.PreStart(context);
        isStarted = true;
    }

    protected override void StopInstance()
    {
        var last = actor;
        (actor, behavior, isStarted) = (null, null, false);
        last?.PostStop(context);
    }

    protected override void DiscardInstance(Exception cause)
    {
        var last = actor;
        (actor, behavior, isStarted) = (null, null, false);
        UnstashAll();
        last?.PreRestart(cause, context);
    }

    protected override void StopTimers() => timers.CancelAll();

    protected override void Unwatch()
    {
        foreach (var cell in watched) cell.Post(new SystemMessage.Unwatch(this));
        watched.Clear();
    }

    protected override void DropCurrent()
    {
        if (hasCurrent) Drop(current!, DeadLetterReason.Failed);
        (current, hasCurrent) = (default, false);
    }

    protected override void CloseMailbox()
    {
        UnstashAll();
        foreach (var message in unstashed) Drop(message, DeadLetterReason.Stopped);
        unstashed.Clear();
        foreach (var message in mailbox.Close()) Drop(message, DeadLetterReason.Stopped);
    }

    private bool IsAccepted(PostResult result, TMessage message)
    {
        if (result == PostResult.Accepted) Schedule();
        else Drop(message, result == PostResult.Full ? DeadLetterReason.MailboxFull : DeadLetterReason.Stopped);
        return result == PostResult.Accepted;
    }

    private void Drop(TMessage message, DeadLetterReason reason) =>
        System.DeadLetters.Add(new DeadLetter(Path, message, reason));
}
