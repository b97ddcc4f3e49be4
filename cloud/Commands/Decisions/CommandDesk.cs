using System.Text.Json;
using Wattline.Cloud.Commands.Keys;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Commands.Wire;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>
/// Where commands are asked for and decided: who may, on what data, how many, by whom else; then numbered, signed and queued. Durable: what
/// a call returned holds after a crash. For any thread.
/// </summary>
/// <param name="database">Holds the tables of <see cref="CommandsSchema"/>.</param>
/// <param name="vault">Signs.</param>
/// <param name="ground">Knows the meters, and what stands against a trip.</param>
/// <param name="settings">Caps.</param>
/// <param name="wall">Dates, and says what is over.</param>
public sealed partial class CommandDesk(Database database, KeyVault vault, IMeterGround ground, DeskSettings settings, TimeProvider wall)
{
    private long Now => wall.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A person asks for a command, of one meter or of many; each has an answer of its own.</summary>
    public IReadOnlyList<DeskAnswer> Propose(CommandProposal proposal, Person person)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(person);
        var now = Now;
        if (CommandKinds.Find(proposal.Command) is not { } rule) return [new(DeskOutcome.BadField, What: "command", Why: $"one of {string.Join(", ", CommandKinds.Names)} is needed")];
        if (ProposalCheck.Fault(proposal, rule, person, now) is { } fault) return [fault];
        var fields = JsonSerializer.Serialize(OrderFields.Of(proposal), OrderFieldsJson.Default.OrderFields);
        if (proposal.Request is { } request && Asked(proposal, rule, person, request, fields) is { } before) return before;
        var expires = proposal.Expires?.ToUnixTimeMilliseconds() ?? now + rule.LivesMs;
        var writes = rule.Kind == CommandKind.Transparent && !ProposalCheck.OnlyReads(proposal.Frame!);
        var alone = !rule.IsCapped || proposal.Meters.Count + database.Read(connection => OrderRows.AloneOf(connection, person.Name, rule.Kind, now - CommandLimits.CapMs)) <= CommandLimits.TripsAloneMax;
        var needsSecond = rule.NeedsSecond || writes || !alone;
        var batch = 0L;
        var answers = new List<DeskAnswer>();
        foreach (var meter in rule.OfMeter ? proposal.Meters.Distinct(StringComparer.Ordinal) : [proposal.Concentrator!])
        {
            var place = rule.OfMeter ? ground.Find(meter) : null;
            var answer = Place(rule, meter, place);
            if (answer is null)
            {
                var row = new OrderRow(
                    0, batch, proposal.Request, (long)rule.Kind, place?.Meter, place?.Area ?? meter, fields, person.Name, needsSecond ? 1 : 0,
                    null, null, null, null, null, null, null, null, null, place?.Concentrator ?? meter, expires, (long)CommandState.Proposed, 0);
                answer = needsSecond ? Keep(row, now) : Release(row, place, person, now);
                if (batch == 0) batch = answer.Id;
            }
            answers.Add(answer with { Meter = rule.OfMeter ? meter : null });
        }

        return answers;
    }

    /// <summary>A second person releases what another asked for: one command, or all of a request.</summary>
    /// <param name="id">The command, or the first of the request.</param>
    /// <param name="whole">All commands of the request that wait.</param>
    /// <param name="person">Who releases.</param>
    public IReadOnlyList<DeskAnswer> Approve(long id, bool whole, Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (!person.May(CommandRights.Release)) return [NotAllowed(CommandRights.Release)];
        var now = Now;
        var rows = Rows(id, whole);
        if (rows.Count == 0) return [new(DeskOutcome.Unknown, What: "id", Why: $"there is no command {id}")];
        return [.. rows.Select(row =>
        {
            if (row.State != CommandState.Proposed) return Conflict(row, "it does not wait for a second person");
            if (row.AskedBy == person.Name) return new DeskAnswer(DeskOutcome.NotAllowed, row.Id, "person", "another person than the one who asked releases it") { Meter = row.Meter };
            if (row.ExpiresMs <= now) return Conflict(row, "its time is over");
            var place = row.Meter is { } meter ? ground.Find(meter) : null;
            return (Place(CommandKinds.Of(row.Kind), row.Target, place) ?? Release(row, place, person, now)) with { Meter = row.Meter };
        })];
    }

    /// <summary>A second person turns it down, or the one who asked takes it back: while no gateway has it.</summary>
    public IReadOnlyList<DeskAnswer> End(long id, bool whole, bool reject, string why, Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var right = reject ? CommandRights.Release : CommandRights.Commands;
        if (!person.May(right)) return [NotAllowed(right)];
        var now = Now;
        var rows = Rows(id, whole);
        if (rows.Count == 0) return [new(DeskOutcome.Unknown, What: "id", Why: $"there is no command {id}")];
        return [.. rows.Select(row => database.Write(connection =>
        {
            var state = OrderRows.Find(connection, row.Id)!.State;
            if (state != CommandState.Proposed && (reject || state != CommandState.Queued))
                return Conflict(row with { StateNumber = (long)state }, reject ? "it does not wait for a second person" : "a gateway has it: only a newer decision overtakes it");
            Finish(connection, row.Id, reject ? CommandState.Rejected : CommandState.Cancelled, why.Length == 0 ? null : why, person.Name, now);
            return new DeskAnswer(DeskOutcome.Ended, row.Id) { Meter = row.Meter };
        }))];
    }

    private List<OrderRow> Rows(long id, bool whole) => database.Read(connection =>
        OrderRows.Find(connection, id) is not { } row ? [] : whole ? OrderRows.Batch(connection, row.Batch) : [row]);

    /// <summary>The answers of a request that was made before under this name; null when there was none.</summary>
    private List<DeskAnswer>? Asked(CommandProposal proposal, CommandRule rule, Person person, string request, string fields)
    {
        var rows = database.Read(connection => OrderRows.OfRequest(connection, person.Name, request));
        if (rows.Count == 0) return null;
        var same = rows.TrueForAll(row => row.Kind == rule.Kind && row.Fields == fields && (rule.OfMeter ? proposal.Meters.Contains(row.Meter!) : row.Concentrator == proposal.Concentrator));
        return same
            ? [.. rows.Select(static row => new DeskAnswer(DeskOutcome.Known, row.Id) { Meter = row.Meter })]
            : [new(DeskOutcome.Conflict, What: "request", Why: "another command was asked for under this name")];
    }

    private DeskAnswer? Place(CommandRule rule, string target, MeterPlace? place)
    {
        if (!rule.OfMeter) return ground.HasConcentrator(target) ? null : new(DeskOutcome.Unknown, What: "concentrator", Why: $"there is no concentrator {target}");
        if (place is null) return new(DeskOutcome.Unknown, What: "meter", Why: $"there is no meter {target}");
        if (place.Protocol < 0) return new(DeskOutcome.BadField, What: "meter", Why: $"no command goes through the protocol of meter {target}");
        return place.Address.Length == 12 && place.Address.All(char.IsAsciiDigit) && place.Address != "999999999999"
            ? null
            : new(DeskOutcome.BadField, What: "meter", Why: $"the address {place.Address} of meter {target} is not one meter's");
    }

    private DeskAnswer Keep(OrderRow row, long now) => database.Write(connection =>
    {
        var kept = Insert(connection, row, now);
        CommandRows.Tell(connection, kept.Id, now, "proposed", row.AskedBy);
        return new DeskAnswer(DeskOutcome.Proposed, kept.Id);
    });

    private DeskAnswer Release(OrderRow row, MeterPlace? place, Person person, long now)
    {
        var rule = CommandKinds.Of(row.Kind);
        // :: What stands against it is asked before the transaction: others' tables answer.
        if (rule.IsCapped && place is not null && ground.TripObjection(place.Meter) is { } objection) return new(DeskOutcome.Objection, row.Id, "meter", objection);
        var plan = rule.Kind == CommandKind.ChangePlan && ground.Plan(row.Concentrator) is { } version ? PlanMessage.Make(version) : null;
        if (rule.Kind == CommandKind.ChangePlan && plan is null) return new(DeskOutcome.Objection, row.Id, "concentrator", "it has no plan that fits into a command");
        return database.Write(connection =>
        {
            if (vault.Key(connection, row.Concentrator) is not { } key) return new(DeskOutcome.Objection, row.Id, "concentrator", vault.IsOpen ? $"{row.Concentrator} has no key" : "no master key is set");
            var access = place is not null && rule.NeedsAccess ? vault.Access(connection, place.Meter) : null;
            if (rule.NeedsAccess && access is null) return new(DeskOutcome.Objection, row.Id, "meter", $"the password of meter {row.Meter} is not known");
            if (rule.IsCapped && OrderRows.ReleasedIn(connection, row.Area, rule.Kind, now - CommandLimits.CapMs) >= settings.TripsOfArea)
                return new DeskAnswer(DeskOutcome.Capped, row.Id, "area", $"{settings.TripsOfArea} trips in area {row.Area} within an hour are the most");
            // Nobody else decided meanwhile.
            var kept = row.Id == 0 ? Insert(connection, row, now) : OrderRows.Find(connection, row.Id)!;
            if (kept.State != CommandState.Proposed) return Conflict(kept, "somebody else decided meanwhile");
            foreach (var older in OrderRows.WaitingFor(connection, kept.Target)) Finish(connection, older, CommandState.Cancelled, "a newer decision took its place", person.Name, now);
            var decision = OrderRows.NextDecision(connection, kept.Target, now);
            var fields = JsonSerializer.Deserialize(kept.Fields, OrderFieldsJson.Default.OrderFields)!;
            var order = new CommandOrder(kept.Id, rule.Kind, kept.Concentrator, place, kept.ExpiresMs, CommandArgument.Make(rule.Kind, fields, place, access, plan));
            OrderRows.Release(connection, kept.Id, decision, SignedCommand.Make(order, decision, key.Number, key.Key), person.Name, now);
            CommandRows.Tell(connection, kept.Id, now, row.Id == 0 ? "posted" : "approved", person.Name);
            return new DeskAnswer(DeskOutcome.Queued, kept.Id);
        });
    }

    private static OrderRow Insert(StoreConnection connection, OrderRow row, long now)
    {
        var id = OrderRows.NextId(connection, now);
        var kept = row with { Id = id, Batch = row.Batch == 0 ? id : row.Batch };
        OrderRows.Add(connection, kept, now);
        return kept;
    }

    private static void Finish(StoreConnection connection, long id, CommandState state, string? why, string who, long now)
    {
        CommandRows.Set(connection, id, state);
        OrderRows.Forget(connection, id);
        connection.Execute("UPDATE command_order SET why = @Why WHERE id = @Id", new { Id = id, Why = why });
        CommandRows.Tell(connection, id, now, state.ToString().ToLowerInvariant() + (why is null ? "" : $": {why}"), who);
    }

    private static DeskAnswer NotAllowed(string right) => new(DeskOutcome.NotAllowed, What: "person", Why: $"the right '{right}' is needed");

    private static DeskAnswer Conflict(OrderRow row, string why) =>
        new(DeskOutcome.Conflict, row.Id, "state", $"{why} ({row.State.ToString().ToLowerInvariant()})") { Meter = row.Meter };
}
