using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Queue;

/// <summary>
/// Commands that wait, that are under way and that are done. Durable: what a call returned holds after a crash. It gives a command to one
/// gateway only, under a number of that gateway's that is never given again.
/// </summary>
/// <param name="database">Holds the tables of <see cref="CommandsSchema"/>.</param>
/// <param name="wall">Dates, and says what is over.</param>
public sealed class CommandQueue(Database database, TimeProvider wall)
{
    private long Now => wall.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes a command.</summary>
    /// <param name="command">Its concentrator is known to exist.</param>
    /// <param name="who">Who posts it.</param>
    public PostOutcome Post(Command command, string who)
    {
        ArgumentNullException.ThrowIfNull(command);
        var now = Now;
        var content = Convert.ToBase64String(command.Content.Span);
        return database.Write(connection =>
        {
            if (CommandRows.Find(connection, command.Id) is { } known)
            {
                var same = known.Concentrator == command.Concentrator && known.Decision == command.Decision && known.ExpiresMs == command.ExpiresMs && known.Content == content;
                return same ? PostOutcome.Known : PostOutcome.IdTaken;
            }
            if (command.Content.Length is 0 or > LinkLimits.CommandBytesMax) return PostOutcome.BadContent;
            if (command.ExpiresMs <= now || command.ExpiresMs - now > LinkLimits.CommandMsMax) return PostOutcome.BadExpiry;
            if (CommandRows.Waiting(connection, command.Concentrator) >= CommandLimits.QueuedOfConcentratorMax
                || CommandRows.Waiting(connection, null) >= CommandLimits.QueuedMax) return PostOutcome.Full;
            CommandRows.Add(connection, command, content, now);
            CommandRows.Tell(connection, command.Id, now, "posted", who);
            return PostOutcome.Queued;
        });
    }

    /// <summary>A command with its trail; null when there is none of this id.</summary>
    public CommandStatus? Find(long id) => database.Read(connection => CommandRows.Find(connection, id) is { } row ? CommandRows.Status(connection, row) : null);

    /// <summary>The newest commands, of one concentrator or of all.</summary>
    public IReadOnlyList<CommandStatus> List(string? concentrator, int limit) => database.Read(connection =>
        CommandRows.Newest(connection, concentrator, Math.Min(limit, CommandLimits.PageRowsMax)).Select(row => CommandRows.Status(connection, row)).ToList());

    /// <summary>
    /// A gateway says up to which number it has commands on its disk: no number up to it is given to another command, also when this
    /// database is an older copy.
    /// </summary>
    public void Resume(string gateway, long received)
    {
        database.Write(connection => CommandRows.RaiseNumber(connection, gateway, received));
        Received(gateway, received);
    }

    /// <summary>
    /// Gives a gateway the commands that wait for concentrators that it holds, oldest first, behind those that it was given and does not have.
    /// </summary>
    /// <param name="gateway">To whom.</param>
    /// <param name="after">Those with a higher number are wanted.</param>
    /// <param name="isHere">Whether a concentrator is connected there, and it is the one that holds it.</param>
    public IReadOnlyList<LinkCommand> Take(string gateway, long after, Func<string, bool> isHere)
    {
        var now = Now;
        // Mostly there is nothing: the writer's turn is taken only when there is.
        if (database.Read(connection => CommandRows.Queued(connection).Any(row => row.ExpiresMs > now && isHere(row.Concentrator)))) Give(gateway, isHere, now);
        return database.Read(connection => CommandRows.After(connection, gateway, after, CommandLimits.TakenMax).Select(static row => row.ToLink()).ToList());
    }

    /// <summary>A gateway has everything up to a number on its disk: it is told in each command's trail.</summary>
    public void Received(string gateway, long number)
    {
        if (!database.Read(connection => CommandRows.Unreceived(connection, gateway, number).Any())) return;
        var now = Now;
        database.Write(connection =>
        {
            foreach (var id in CommandRows.Unreceived(connection, gateway, number).ToList()) CommandRows.Tell(connection, id, now, CommandRows.ReceivedWord, gateway);
        });
    }

    /// <summary>A gateway's word on a command that was given to it; on another's it changes nothing.</summary>
    public void Outcome(string gateway, long id, LinkOutcomeState outcome)
    {
        var now = Now;
        var state = outcome switch
        {
            LinkOutcomeState.Delivered => CommandState.Delivered,
            LinkOutcomeState.Expired => CommandState.Expired,
            LinkOutcomeState.Unconfirmed => CommandState.Unconfirmed,
            _ => CommandState.Refused,
        };
        database.Write(connection =>
        {
            if (CommandRows.Find(connection, id) is not { } row || row.Gateway != gateway) return;
            // The same word again is no news; and a result, or a receipt, is stronger than any time that ran out.
            if (row.State is CommandState.Answered or CommandState.Delivered || row.State == state) return;
            // What the device itself said is further than any gateway knows.
            if (OrderRows.Has(connection, id) && !CommandLife.Follows(row.State, state)) return;
            CommandRows.Set(connection, id, state);
            CommandRows.Tell(connection, id, now, outcome.ToString().ToLowerInvariant(), gateway);
        });
    }

    /// <summary>What a concentrator answered. The same again changes nothing.</summary>
    public void Result(string gateway, LinkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var now = Now;
        database.Write(connection =>
        {
            var row = result.Command is { } id ? CommandRows.Find(connection, id) : null;
            // A concentrator speaks for its own commands only.
            var command = row?.Concentrator == result.Concentrator ? row : null;
            if (!ResultRows.TryAdd(connection, result, command?.Id, gateway) || command is null) return;
            if (OrderRows.Has(connection, command.Id))
            {
                OrderFollow.Take(connection, command, result, now);
                return;
            }
            if (command.State != CommandState.Answered) CommandRows.Set(connection, command.Id, CommandState.Answered);
            CommandRows.Tell(connection, command.Id, now, "answered", result.Concentrator);
        });
    }

    /// <summary>Ends the commands whose time is over: those that nobody took, and those of which nobody gave word.</summary>
    public int Expire()
    {
        var now = Now;
        if (!database.Read(connection => CommandRows.Over(connection, now).Any())) return 0;
        return database.Write(connection =>
        {
            var over = CommandRows.Over(connection, now).ToList();
            foreach (var row in over)
            {
                var state = row.State is CommandState.Queued or CommandState.Proposed ? CommandState.Expired : CommandState.Unconfirmed;
                CommandRows.Set(connection, row.Id, state);
                CommandRows.Tell(connection, row.Id, now, state == CommandState.Expired ? "expired" : "unconfirmed", "cloud");
            }

            return over.Count;
        });
    }

    private void Give(string gateway, Func<string, bool> isHere, long now) => database.Write(connection =>
    {
        var room = LinkLimits.CommandsUnderWayMax - CommandRows.UnderWay(connection, gateway);
        var taken = 0;
        var open = OrderRows.OpenByConcentrator(connection, now);
        foreach (var row in CommandRows.Queued(connection).Where(row => row.ExpiresMs > now && isHere(row.Concentrator)).ToList())
        {
            if (room <= 0 || taken == CommandLimits.TakenMax) break;
            // A device does some at a time: the others of the same keep their turn here.
            if (OrderRows.Has(connection, row.Id) && (open[row.Concentrator] = open.GetValueOrDefault(row.Concentrator) + 1) > CommandLimits.OpenOfConcentratorMax) continue;
            (room, taken) = (room - 1, taken + 1);
            CommandRows.Send(connection, row.Id, gateway, CommandRows.NextNumber(connection, gateway));
            CommandRows.Tell(connection, row.Id, now, "sent", gateway);
        }
    });
}
