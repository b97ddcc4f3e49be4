namespace Wattline.Cloud.Store.Leases;

/// <summary>
/// Leases in the database. Every change names the holder and the fence (or the beat) that it is meant for, so that of two who
/// disagree one changes nothing. Rows are changed in the order of their names: two who change several do not block each other.
/// </summary>
public static class LeaseRows
{
    /// <summary>
    /// To be called inside the transaction that writes under a grant, before it writes: it locks the lease until the commit, so that nobody
    /// takes it in between, and counts as a beat. A process that was paused finds a higher fence here, whatever its clock says.
    /// </summary>
    /// <exception cref="LeaseLostException">The grant is void; the transaction must not commit.</exception>
    public static void Hold(StoreConnection connection, LeaseGrant grant)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(grant);
        var held = connection.Prepared(
            "UPDATE lease SET beat = beat + 1 WHERE pool = @pool AND name = @name AND holder = @holder AND fence = @fence", "pool", "name", "holder", "fence")
            .Run(grant.Pool, grant.Name, grant.Holder, grant.Fence);
        if (held != 1) throw new LeaseLostException(grant);
    }

    /// <summary>Gives a lease back; nothing happens when it is another's already.</summary>
    public static void Release(StoreConnection connection, LeaseGrant grant)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(grant);
        connection.Prepared(
            "UPDATE lease SET holder = NULL, beat = beat + 1 WHERE pool = @pool AND name = @name AND holder = @holder AND fence = @fence", "pool", "name", "holder", "fence")
            .Run(grant.Pool, grant.Name, grant.Holder, grant.Fence);
    }

    /// <summary>The pool as it is.</summary>
    public static LeaseSnapshot Read(StoreConnection connection, string pool)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var leases = new List<LeaseRow>();
        using (var rows = connection.Prepared("SELECT name, holder, fence, beat FROM lease WHERE pool = @pool ORDER BY name", "pool").Rows(pool))
            while (rows.Read()) leases.Add(new LeaseRow(rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3)));
        var members = new List<LeaseMember>();
        using (var rows = connection.Prepared("SELECT member, beat FROM lease_member WHERE pool = @pool ORDER BY member", "pool").Rows(pool))
            while (rows.Read()) members.Add(new LeaseMember(rows.GetString(0), rows.GetInt64(1)));
        return new LeaseSnapshot(leases, members);
    }

    /// <summary>Makes leases that are not there yet.</summary>
    internal static void Ensure(StoreConnection connection, string pool, IReadOnlyList<string> names)
    {
        foreach (var name in names.Order(StringComparer.Ordinal))
            connection.Prepared("INSERT INTO lease (pool, name, holder, fence, beat) VALUES (@pool, @name, NULL, 0, 0) ON CONFLICT DO NOTHING", "pool", "name").Run(pool, name);
    }

    /// <summary>Does what a member wants, as far as nobody was faster.</summary>
    /// <returns>What it holds then.</returns>
    internal static List<LeaseGrant> Apply(StoreConnection connection, LeaseSettings settings, LeaseMoves moves)
    {
        connection.Prepared(
            "INSERT INTO lease_member (pool, member, beat) VALUES (@pool, @member, 1) ON CONFLICT (pool, member) DO UPDATE SET beat = lease_member.beat + 1",
            "pool", "member").Run(settings.Pool, settings.Member);
        var held = new List<LeaseGrant>();
        foreach (var (lease, isOwn) in moves.Renew.Select(static lease => (lease, true)).Concat(moves.Claim.Select(static lease => (lease, false)))
            .OrderBy(static move => move.lease.Name, StringComparer.Ordinal))
        {
            var changed = isOwn
                ? connection.Prepared(
                    "UPDATE lease SET beat = beat + 1 WHERE pool = @pool AND name = @name AND holder = @holder AND fence = @fence", "pool", "name", "holder", "fence")
                    .Run(settings.Pool, lease.Name, settings.Member, lease.Fence)
                : connection.Prepared(
                    "UPDATE lease SET holder = @holder, fence = fence + 1, beat = beat + 1 WHERE pool = @pool AND name = @name AND fence = @fence AND beat = @beat",
                    "holder", "pool", "name", "fence", "beat").Run(settings.Member, settings.Pool, lease.Name, lease.Fence, lease.Beat);
            if (changed == 1) held.Add(new LeaseGrant(settings.Pool, lease.Name, settings.Member, isOwn ? lease.Fence : lease.Fence + 1));
        }

        foreach (var dead in moves.Forget)
            connection.Prepared("DELETE FROM lease_member WHERE pool = @pool AND member = @member AND beat = @beat", "pool", "member", "beat")
                .Run(settings.Pool, dead.Name, dead.Beat);
        return held;
    }

    /// <summary>A member goes.</summary>
    internal static void Leave(StoreConnection connection, LeaseSettings settings) =>
        connection.Prepared("DELETE FROM lease_member WHERE pool = @pool AND member = @member", "pool", "member").Run(settings.Pool, settings.Member);
}
