namespace Wattline.Gateway.Journal;

/// <summary>
/// How many records a commit waits for. A thousand clients that each wait for their acknowledgement come in ones and twos, and a
/// commit for each few of them costs more than all else; so commits grow by half as long as growing brings more records within
/// <see cref="WaitAtMost"/>, and then stay there. Where nobody else can come (a single client, a full window) trying costs one such
/// wait in <see cref="SettledCommits"/> commits.
/// </summary>
internal sealed class CommitPacing
{
    /// <summary>The most that pacing adds to an acknowledgement: small beside a field disk's sync.</summary>
    public static readonly TimeSpan WaitAtMost = TimeSpan.FromMilliseconds(1);

    /// <summary>Commits below this gather nobody: a few clients are served at once.</summary>
    public const int GatherFrom = 4;

    /// <summary>Records that bear a commit's cost easily; beyond them it goes at once.</summary>
    public const int Enough = 256;

    /// <summary>Commits from one try to grow to the next.</summary>
    public const int SettledCommits = 256;

    private const int MissesMax = 2;
    private int _level;
    private int _settled;
    private int _misses;

    /// <summary>Records to wait for, at most <see cref="WaitAtMost"/>; 1 does not wait.</summary>
    public int Target { get; private set; } = 1;

    /// <summary>A commit of so many records was made.</summary>
    public void Committed(int records)
    {
        if (_settled > 0)
        {
            _settled--;
            _misses = records < _level ? _misses + 1 : 0;
            _level = _misses >= MissesMax ? records : _level;
        }
        else if (records < Target)
        {
            // Whoever was to come is here.
            (_level, _settled, _misses) = (Math.Max(_level, records), SettledCommits, 0);
        }
        else
        {
            _level = records;
        }
        Target = _level is < GatherFrom or >= Enough ? 1 : _settled > 0 ? _level : _level + (_level / 2);
    }
}
