using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace FinData.Engine.Actors;

internal abstract partial class ActorCell
{
    private readonly RestartHistory restarts;
    private ITimer? backoff;
    private Exception? restartCause;
    private TimeSpan restartDelay;

    /// <summary>Whether there is an instance that has started, so that there is something to resume.</summary>
    protected abstract bool IsStarted { get; }

    /// <summary>Calls PreRestart on the instance that failed, and forgets it.</summary>
    protected abstract void DiscardInstance(Exception cause);

    /// <summary>Sends the message that was being handled, if any, to the dead letters.</summary>
    protected abstract void DropCurrent();

    private bool TryReceive()
    {
        var received = false;
        Guard(() => received = ReceiveNext(), failed: cause =>
        {
            received = true;
            DropCurrent();
            Fail(cause);
        });
        return received;
    }

    /// <summary>The one place where whatever an actor throws is caught. Out of memory ends the process.</summary>
    [SuppressMessage("Design", "CA1031",
        Justification = "Supervision: it decides what becomes of whatever was thrown.")]
    private static void Guard(Action action, Action<Exception> failed)
    {
        try
        {
            action();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            failed(cause);
        }
    }

    private void Fail(Exception cause)
    {
        if (life != Life.Running) return;   // It has told itself to stop and then thrown.
        var supervision = Options.Supervision;
        var directive = supervision.Decide(cause);
        if (directive == Directive.Resume && !IsStarted) directive = Directive.Restart;

        var delay = TimeSpan.Zero;
        if (directive == Directive.Restart && !restarts.TryRestart(out delay)) directive = supervision.AtLimit;
        Report(cause, directive, delay);
        switch (directive)
        {
            case Directive.Resume: ResumeChildren(); break;
            case Directive.Restart: BeginRestart(cause, delay); break;
            case Directive.Stop: BeginStop(); break;
            case Directive.Escalate: Escalate(cause); break;
            default: throw new UnreachableException();
        }
    }

    private void BeginRestart(Exception cause, TimeSpan delay)
    {
        life = Life.Restarting;
        (restartCause, restartDelay) = (cause, delay);
        StopTimers();
        if (StopChildren()) FinishRestart();
    }

    private void FinishRestart()
    {
        Guard(() => DiscardInstance(restartCause!), failed: cause => Report(cause, Directive.Restart));
        Unwatch();
        life = Life.BackingOff;
        restartCause = null;
        if (restartDelay == TimeSpan.Zero) Post(SystemMessage.Start);
        else
            backoff = System.Time.CreateTimer(
                _ => Post(SystemMessage.Start), null, restartDelay, Timeout.InfiniteTimeSpan);
    }

    private void Escalate(Exception cause)
    {
        life = Life.Escalated;
        if (Parent is not null) Parent.Post(new SystemMessage.Escalated(cause));
        else System.Fail(cause);
    }

    private void Resume()
    {
        if (life != Life.Escalated) return;
        if (!IsStarted)
        {
            // There is nothing to resume; the parent wants it to live, so it gets a new instance at once.
            BeginRestart(new ActorException($"{Path} failed to start and was resumed."), TimeSpan.Zero);
            return;
        }
        life = Life.Running;
        ResumeChildren();
    }

    /// <summary>One of them may have escalated; the others take no notice.</summary>
    private void ResumeChildren()
    {
        foreach (var child in Children.ToArray()) child.Post(SystemMessage.Resume);
    }

    private void Report(Exception cause, Directive directive, TimeSpan delay = default) =>
        System.Events.Publish(new ActorFailed(Path, cause, directive, delay));
}
