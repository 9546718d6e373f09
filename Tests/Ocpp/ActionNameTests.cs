using OcppLab.Simulation;


namespace OcppLab.Tests.Ocpp;

/// <summary>Actions that people write by hand.</summary>
public sealed class ActionNameTests
{
    public static TheoryData<string> Actions => new(MessageSet.V16.Actions.Union(MessageSet.V201.Actions));

    [Theory]
    [MemberData(nameof(Actions))]
    public void Every_action_of_either_version_is_known_in_any_letter_case(string action)
    {
        Assert.Equal(action, ActionNames.Spelled(action));
        Assert.Equal(action, ActionNames.Spelled(action.ToLowerInvariant()));
        Assert.Equal(action, ActionNames.Spelled(action.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ourOwnAction")]
    [InlineData("Heart beat")]
    public void An_action_that_no_version_knows_stays_as_it_is(string action) => Assert.Equal(action, ActionNames.Spelled(action));
}
