using System.Diagnostics;

namespace FinData.Engine.Actors;

//   Starting ─► Running ─► Restarting ─► BackingOff ─► Running      Restarting, Stopping: children stop first
//                  │ ▲
//                  ▼ │ the parent resumes                           any ─► Stopping ─► Stopped
//               Escalated
internal abstract partial class ActorCell
{
    private readonly List<ActorCell> watchers = [];
    private readonly List<Completion<bool>> awaiting = [];
    private volatile Life life = Life.Starting;

    private enum Life
    {
        Starting,
        Running,
        Escalated,
        Restarting,
        BackingOff,
        Stopping,
        Stopped,
    }

    /// <summary>Stops the children, then this actor; from any state, once.</summary>
    public void BeginStop()
    {
        if (life is Life.Stopping or Life.Stopped) return;
        life = Life.Stopping;
        backoff?.Dispose();
        StopTimers();
        if (StopChildren()) FinishStop();
    }

    /// <summary>Makes an instance and calls its PreStart.</summary>
    protected abstract void StartInstance();

    /// <summary>Calls PostStop, if there is an instance, and forgets it.</summary>
    protected abstract void StopInstance();

    protected abstract void StopTimers();

    /// <summary>Closes the mailbox; what waits goes to the dead letters.</summary>
    protected abstract void CloseMailbox();

    /// <summary>Ends the watches that this actor has on others.</summary>
    protected abstract void Unwatch();

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.StartMessage: Start(); break;
            case SystemMessage.StopMessage: BeginStop(); break;
            case SystemMessage.ResumeMessage: Resume(); break;
            case SystemMessage.ChildStoppedMessage: ChildStopped(); break;
            case SystemMessage.Watch watch: AddWatcher(watch.Watcher); break;
            case SystemMessage.Unwatch unwatch: watchers.Remove(unwatch.Watcher); break;
            case SystemMessage.AwaitStop request: AwaitStop(request.Stopped); break;
            case SystemMessage.Escalated escalated: Fail(escalated.Cause); break;
            default: throw new UnreachableException();
        }
    }

    private void Start()
    {
        if (life is not (Life.Starting or Life.BackingOff)) return;   // Told to stop in the meantime.
        Children.Reopen();
        life = Life.Running;
        Guard(StartInstance, failed: Fail);
    }

    private void AddWatcher(ActorCell watcher)
    {
        if (IsStopped) watcher.PostTerminated(this);
        else if (!watchers.Contains(watcher)) watchers.Add(watcher);
    }

    private void AwaitStop(Completion<bool> stopped)
    {
        if (IsStopped) stopped.TrySetResult(true);
        else awaiting.Add(stopped);
    }

    /// <summary>True if there are none; otherwise the last one to stop will say so.</summary>
    private bool StopChildren()
    {
        var children = Children.Close();
        foreach (var child in children) child.Post(SystemMessage.Stop);
        return children.Length == 0;
    }

    private void ChildStopped()
    {
        if (!Children.IsEmpty) return;
        if (life == Life.Stopping) FinishStop();
        else if (life == Life.Restarting) FinishRestart();
    }

    private void FinishStop()
    {
        Guard(StopInstance, failed: cause => Report(cause, Directive.Stop));
        CloseMailbox();
        Unwatch();
        life = Life.Stopped;

        // The name is free before anybody hears of the end, so that whoever hears of it may spawn again.
        Parent?.Children.Remove(this);
        Parent?.Post(SystemMessage.ChildStopped);
        foreach (var watcher in watchers) watcher.PostTerminated(this);
        watchers.Clear();
        foreach (var one in awaiting) one.TrySetResult(true);
        awaiting.Clear();
        if (Parent is null) System.Finish();
    }
}
