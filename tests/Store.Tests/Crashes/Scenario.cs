namespace StreamW2V.Store.Tests.Crashes;

/// <summary>What a store goes through from its first day on, by name.</summary>
internal static class Scenario
{
    /// <summary>The steps by which each scenario is named; all but the last follow on a life that begins with two generations.</summary>
    public static readonly IReadOnlyDictionary<string, Action<StoreLife>> All = new SortedDictionary<string, Action<StoreLife>>(StringComparer.Ordinal)
    {
        ["stream"] = life =>
        {
            life.Append(5);
            life.Commit();
            life.Append(9);
            life.Idle();
            life.Append(4);
            life.Commit(behind: 2);
            life.Append(9);
            life.Commit();
            life.Append(8);
            life.Commit(behind: 1);
            life.Append(3);
            life.Close();
        },
        ["killed"] = life =>
        {
            life.Append(7);
            life.Commit();
            life.Append(4);
            life.Reopen();
            life.Append(6);
            life.Idle();
            life.Append(2);
            life.Reopen();
            life.Commit();
            life.Append(1);
        },
        ["rollback"] = life =>
        {
            Grow(life);
            life.Rollback();
            life.Append(3);
            life.Reopen();
            life.Commit();
            life.Append(4);
            life.Commit();
        },
        ["forget"] = life =>
        {
            Grow(life);
            life.Append(8);
            life.Forget();
            life.Commit();
        },
        ["archive"] = life =>
        {
            Grow(life);
            foreach (var records in new[] { 3, 9, 2, 4 })
            {
                life.Append(records);
                life.CommitAndArchive(2);
            }

            life.Append(1);
        },
        ["bad-generation"] = life =>
        {
            Grow(life);
            life.RepairGeneration();
            life.Append(2);
            life.Commit();
            life.Commit();
        },
        ["bad-journal"] = life =>
        {
            Grow(life);
            life.Append(18);
            life.Sync();
            life.RepairJournal();
            life.Append(2);
            life.Commit();
        },
    };

    private static void Grow(StoreLife life)
    {
        life.Append(8);
        life.Commit();
        life.Append(6);
        life.Commit(behind: 1);
    }
}
