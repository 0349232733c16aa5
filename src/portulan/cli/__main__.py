from portulan.cli.main import main

main()
